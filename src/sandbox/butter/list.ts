import type { SandboxRequest } from '../api.ts';
import type { CallLog } from '../call-log.ts';
import { createParameters } from '../parameters.ts';
import { detail, json, type Reply } from '../reply.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { type ButterWireCall, rowOf } from './wire.ts';

/** GET /api/calls, without filter, sort order or count; the last page has a cursor too. */
export function createList(log: CallLog<ButterWireCall, string>, kind: Position['kind']) {
  const first: Position = { kind, at: kind === 'offset' ? 0 : Number.MAX_SAFE_INTEGER };

  const page = ({ at }: Position, size: number) => {
    const entries = log.entries();
    const from = kind === 'offset' ? at : entries.findIndex(({ rank }) => rank < at);
    const found = from < 0 ? [] : entries.slice(from, from + size);
    const next = kind === 'offset' ? at + found.length : (found.at(-1)?.rank ?? at);
    return { found, next, more: from >= 0 && from + size < entries.length };
  };

  return ({ query }: SandboxRequest): Reply => {
    const parameters = createParameters(query);
    const size = parameters.integer('limit', { min: 1, max: 100 }) ?? 50;
    const refusal = parameters.refusal();
    if (refusal) return refusal;
    const cursor = query.get('cursor');
    const position = cursor === null ? first : decodeCursor(cursor);
    if (position?.kind !== kind) return detail(400, 'Invalid cursor');
    const { found, next, more } = page(position, size);
    const pagination = { next_cursor: encodeCursor({ kind, at: next }), has_more: more, page_size: size };
    return json({ success: true, data: found.map(({ call }) => rowOf(call)), pagination });
  };
}
