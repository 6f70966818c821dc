import { newSyncState, type SyncState } from '../../../src/call-index/store/index-store.ts';
import type { Call } from '../../../src/domain/call.ts';
import type { Instant } from '../../../src/domain/instant.ts';

/** Numbers of the calls to create, and how many make a page. */
export interface CallRange {
  readonly from: number;
  readonly to: number;
  readonly pageSize: number;
}

/** Pages of calls that repeat those of a sandbox on earlier days. */
export function* repeatedPages(calls: readonly Call[], { from, to, pageSize }: CallRange): Generator<Call[]> {
  for (let start = from; start < to; start += pageSize)
    yield Array.from({ length: Math.min(pageSize, to - start) }, (_, at) => {
      const number = start + at;
      return repeated(calls[number % calls.length] as Call, Math.floor(number / calls.length), number);
    });
}

/** A call of the sandbox again, on an earlier day and with a key of its own. */
function repeated(call: Call, days: number, number: number): Call {
  if (days === 0) return call;
  return {
    ...call,
    startedAt: before(call.startedAt, days),
    createdAt: before(call.createdAt, days),
    endedAt: before(call.endedAt, days),
    updatedAt: before(call.updatedAt, days),
    sid: `${call.sid.slice(0, -7)}${String(number).padStart(7, '0')}`,
    databaseId: call.databaseId && String(100_000_000 - number),
  };
}

const before = (at: Instant | null, days: number): Instant | null =>
  at && `${new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10)}${at.slice(10)}`;

/** State by which a gateway takes the index for current, and walks no sooner than in a day. */
export const stateAfterWalk = (now: number): SyncState => ({
  ...newSyncState,
  asOf: now,
  proof: { number: 1, startedAt: now, finishedAt: now, oldest: null, damaged: 0 },
});
