/** Names of the sources, in the order that breaks ties of time. The schema's enum `CallSource` has the same. */
export const sourceNames = ['BUTTER', 'BURKI'] as const;

export type SourceName = (typeof sourceNames)[number];
