import { type Call, endOf } from '../domain/call.ts';
import { isTerminal } from '../domain/enums.ts';
import type { Recording } from '../domain/recording.ts';
import { isInterim, type TranscriptEntry } from '../domain/transcript.ts';
import { awaitsRecording, isIncomplete } from './completeness.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** For how many milliseconds each is answered without asking again. */
export const ttlMs = {
  settled: day,
  late: hour,
  ended: minute,
  live: 2 * second,
  absent: 5 * second,
  agent: minute,
  list: 2 * second,
} as const;

/** How much longer a value is kept, to be answered while its source is down. */
export const staleIfErrorMs = 60 * minute;

/** How long a call stays as it is: a live one hardly at all, a settled one for good. */
export function ttlOf(call: Call, now: number, settledAfterMs: number): number {
  const recordings = call.detail?.conversation?.recordings ?? [];
  return Math.min(stateFreshness(call, now, settledAfterMs), freshnessOfAddresses(recordings));
}

function stateFreshness(call: Call, now: number, settledAfterMs: number): number {
  if (!isTerminal(call.status)) return ttlMs.live;
  const end = endOf(call);
  if (end === null || now - end <= settledAfterMs) return ttlMs.ended;
  return isIncomplete(call) ? freshnessUntilSettled(now - end) : ttlMs.settled;
}

/** Backs off as a call ages, because parts that are a day late are not expected any more. */
function freshnessUntilSettled(age: number): number {
  if (age < hour) return ttlMs.ended;
  return age < day ? ttlMs.late : ttlMs.settled;
}

/** The freshness of a transcript that its source keeps apart from the call. */
export const ttlOfTranscript = (
  entries: readonly TranscriptEntry[],
  call: Call | null,
  now: number,
): number => freshnessOfPart(call?.status === 'COMPLETED' && entries.every(isInterim), call, now);

/** The freshness of recordings that their source keeps apart from the call. */
export const ttlOfRecordings = (recordings: readonly Recording[], call: Call | null, now: number): number =>
  Math.min(freshnessOfPart(awaitsRecording(call, recordings), call, now), freshnessOfAddresses(recordings));

/** An upper bound: no part of a call outlasts the call itself. */
function freshnessOfPart(isAwaited: boolean, call: Call | null, now: number): number {
  const end = call && endOf(call);
  if (!isAwaited) return ttlMs.settled;
  return end === null ? ttlMs.ended : freshnessUntilSettled(now - end);
}

/** A signed address expires soon, and an address with a query may be signed. */
const freshnessOfAddresses = (recordings: readonly Recording[]): number =>
  recordings.some(({ url }) => url?.includes('?')) ? ttlMs.ended : ttlMs.settled;
