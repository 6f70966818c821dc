import { type Call, endOf } from '../domain/call.ts';
import { isTerminal } from '../domain/enums.ts';
import type { CallRecording } from '../domain/recording.ts';
import { isInterim, type TranscriptEntry } from '../domain/transcript.ts';
import { awaitsRecording, isIncomplete } from './completeness.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const ttlMs = {
  settled: day,
  late: hour,
  ended: minute,
  live: 2 * second,
  absent: 5 * second,
  agent: minute,
  list: 2 * second,
} as const;

/** Stale-if-error (RFC 5861): the time after its TTL in which a value may replace a failed response. */
export const staleIfErrorMs = 60 * minute;

/** The TTL of a call in milliseconds: seconds for a live call, a day for a settled one. */
export function ttlOf(call: Call, now: number, settledAfterMs: number): number {
  const recordings = call.detail?.conversation?.recordings ?? [];
  return Math.min(ttlOfState(call, now, settledAfterMs), ttlOfUrls(recordings));
}

function ttlOfState(call: Call, now: number, settledAfterMs: number): number {
  if (!isTerminal(call.status)) return ttlMs.live;
  const end = endOf(call);
  if (end === null || now - end <= settledAfterMs) return ttlMs.ended;
  return isIncomplete(call) ? ttlUntilSettled(now - end) : ttlMs.settled;
}

/** Grows with the age of a call, because parts that are a day late are no longer expected. */
function ttlUntilSettled(age: number): number {
  if (age < hour) return ttlMs.ended;
  return age < day ? ttlMs.late : ttlMs.settled;
}

export const ttlOfTranscript = (
  entries: readonly TranscriptEntry[],
  call: Call | null,
  now: number,
): number => ttlOfPart(call?.status === 'COMPLETED' && entries.every(isInterim), call, now);

export const ttlOfRecordings = (
  recordings: readonly CallRecording[],
  call: Call | null,
  now: number,
): number => Math.min(ttlOfPart(awaitsRecording(call, recordings), call, now), ttlOfUrls(recordings));

/** An upper bound, because the cache policy also limits a part to the TTL of its call. */
function ttlOfPart(isAwaited: boolean, call: Call | null, now: number): number {
  const end = call && endOf(call);
  if (!isAwaited) return ttlMs.settled;
  return end === null ? ttlMs.ended : ttlUntilSettled(now - end);
}

/** Short for a URL with a query, because the URL may be signed and expire soon. */
const ttlOfUrls = (recordings: readonly CallRecording[]): number =>
  recordings.some(({ url }) => url?.includes('?')) ? ttlMs.ended : ttlMs.settled;
