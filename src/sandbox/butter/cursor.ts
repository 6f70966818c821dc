/** Start of a page: below or above a rank, which is stable, or at an offset, which shifts when calls arrive. */
export interface Position {
  readonly kind: Kind;
  readonly at: number;
  /** Seconds since 1970; 0 where a cursor has no end. */
  readonly issuedAt: number;
}

type Kind = 'below' | 'above' | 'offset';

export const encodeCursor = ({ kind, at, issuedAt }: Position): string =>
  Buffer.from(`${kind}:${at}:${issuedAt}`).toString('base64url');

/** Decodes a cursor; null for a malformed one. */
export function decodeCursor(cursor: string): Position | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, kind, at, issuedAt] = /^(below|above|offset):(\d+):(\d+)$/.exec(text) ?? [];
  return kind === undefined ? null : { kind: kind as Kind, at: Number(at), issuedAt: Number(issuedAt) };
}
