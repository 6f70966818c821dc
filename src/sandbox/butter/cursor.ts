/** Start of a page: below a rank, which is stable, or at an offset, which shifts when calls arrive. */
export interface Position {
  readonly kind: 'below' | 'offset';
  readonly at: number;
}

export const encodeCursor = ({ kind, at }: Position): string =>
  Buffer.from(`${kind}:${at}`).toString('base64url');

/** Decodes a cursor; null for a malformed one. */
export function decodeCursor(cursor: string): Position | null {
  const [, kind, at] = /^(below|offset):(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return kind === 'below' || kind === 'offset' ? { kind, at: Number(at) } : null;
}
