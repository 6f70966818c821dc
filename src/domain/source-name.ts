/** The APIs we unify, in the order ties are settled. The enum `CallSource` of the schema lists the same. */
export const sourceNames = ['BUTTER', 'BURKI'] as const;

export type SourceName = (typeof sourceNames)[number];
