/** Start of a page: below or above a rank, which is stable, or at an offset, which shifts when calls arrive. */
export interface Position {
  readonly kind: Kind;
  readonly at: number;
}

type Kind = 'below' | 'above' | 'offset';

export const encodeCursor = ({ kind, at }: Position): string =>
  Buffer.from(`${kind}:${at}`).toString('base64url');

/** Decodes a cursor; null for a malformed one. */
export function decodeCursor(cursor: string): Position | null {
  const [, kind, at] = /^(below|above|offset):(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return kind === undefined ? null : { kind: kind as Kind, at: Number(at) };
}
