import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import { detail, json, type Reply } from '../reply.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import type { StoredCalls } from './stored-calls.ts';

export interface ListOptions {
  readonly kind: Position['kind'];
  /** Life of a cursor. */
  readonly cursorSeconds: number;
  readonly now: () => Date;
}

/** Takes a part of an iterable without reading the rest of it. */
function sliceOf<Item>(items: Iterable<Item>, from: number, to: number): Item[] {
  const found: Item[] = [];
  let index = 0;
  for (const item of items) {
    if (index >= to) break;
    if (index++ >= from) found.push(item);
  }
  return found;
}

/** GET /api/calls, without filter, sort order or count; the last page has a cursor too. */
export function createList(calls: StoredCalls, { kind, cursorSeconds, now }: ListOptions) {
  const seconds = () => Math.floor(now().getTime() / 1000);
  const start = kind === 'offset' ? 0 : Number.MAX_SAFE_INTEGER;

  const page = (at: number, size: number) => {
    const isOffset = kind === 'offset';
    const from = isOffset ? at : 0;
    // One more than the page, which shows whether another page follows.
    const read = sliceOf(calls.descend(isOffset ? undefined : at), from, from + size + 1);
    const found = read.slice(0, size);
    const next = isOffset ? at + found.length : (found.at(-1)?.rank ?? at);
    return { found, next, more: read.length > size };
  };

  return ({ query }: SandboxRequest): Reply => {
    const parameters = createParameters(query);
    const size = parameters.integer('limit', { min: 1, max: 100 }) ?? 50;
    const refusal = parameters.refusal();
    if (refusal) return refusal;
    const cursor = query.get('cursor');
    const position = cursor === null ? { kind, at: start, issuedAt: seconds() } : decodeCursor(cursor);
    if (position?.kind !== kind) return detail(400, 'Invalid cursor');
    if (seconds() - position.issuedAt > cursorSeconds) return detail(410, 'Cursor expired');
    const { found, next, more } = page(position.at, size);
    const next_cursor = encodeCursor({ kind, at: next, issuedAt: seconds() });
    const pagination = { next_cursor, has_more: more, page_size: size };
    return json({ success: true, data: found.map(({ item }) => calls.row(item)), pagination });
  };
}
