import type { Call } from '../domain/call.ts';
import { microsecondsOf } from '../domain/instant.ts';
import type { Recording } from '../domain/recording.ts';
import type { CallStatus } from '../domain/vocabulary.ts';

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** For how many milliseconds each is answered without asking again. */
export const freshFor = {
  settled: day,
  ended: minute,
  live: 2 * second,
  absent: 5 * second,
  agent: minute,
  list: 2 * second,
} as const;

/** How much longer a value is kept, to be answered while its source is down. */
export const staleFor = 60 * minute;

const terminal: ReadonlySet<CallStatus> = new Set(['COMPLETED', 'BUSY', 'NO_ANSWER', 'FAILED', 'CANCELED']);

/** How long a call stays as it is: a live one hardly at all, a settled one for good. */
export function freshnessOf(call: Call, now: number, settledAfterMs: number): number {
  const recordings = call.detail?.conversation?.recordings ?? [];
  return Math.min(stateFreshness(call, now, settledAfterMs), freshnessOfRecordings(recordings));
}

function stateFreshness(call: Call, now: number, settledAfterMs: number): number {
  if (!terminal.has(call.status)) return freshFor.live;
  const last = call.endedAt ?? call.updatedAt ?? call.startedAt;
  const rested = last !== null && microsecondsOf(last) / 1000 + settledAfterMs < now;
  return rested && call.cost?.total != null ? freshFor.settled : freshFor.ended;
}

/** A signed address stops working soon: one with a query may be one. */
export function freshnessOfRecordings(recordings: readonly Recording[]): number {
  return recordings.some(({ url }) => url?.includes('?')) ? freshFor.ended : freshFor.settled;
}
