import { type Call, endOf, hasEnded, orderTimeOf } from '../../domain/call.ts';
import { microsecondsOf } from '../../domain/instant.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Pauses in milliseconds after which a call may have changed: from its end, or from its start while it goes on. */
const pauses = [10_000, minute, 5 * minute, 15 * minute, hour, 6 * hour, day];

/** Days for which a call without an end is asked for daily, because some rows, such as those of messages, never end. */
const maxDays = 30;

export interface NextLook {
  /** In milliseconds since 1970. */
  readonly dueAt: number;
  readonly step: number;
}

/** The first look at ended calls after `now`; null if they are settled, so that the walk suffices. */
export function nextLook(countedFrom: number, now: number): NextLook | null {
  const step = pauses.findIndex(pause => countedFrom + pause > now);
  return step < 0 ? null : { dueAt: countedFrom + (pauses[step] ?? 0), step };
}

/** The first look after `now` at a call that goes on; null if it has done so for too long. */
export function nextLookAtOngoing(countedFrom: number, now: number): NextLook | null {
  const early = nextLook(countedFrom, now);
  if (early) return early;
  const days = Math.floor((now - countedFrom) / day) + 1;
  return days > maxDays ? null : { dueAt: countedFrom + days * day, step: pauses.length - 2 + days };
}

/** Share of its age by which a look at a call that goes on comes late at most, as the first pauses have it. */
const maxLateness = 0.1;

/** The first look after `now` at a page of calls that go on, the newest of which started at `newestStart`. */
export function nextLookAtMany(newestStart: number, now: number): NextLook | null {
  const age = now - newestStart;
  if (age > maxDays * day) return null;
  return { dueAt: now + Math.max(pauses[0] ?? 0, age * maxLateness), step: 0 };
}

/**
 * End of a call in milliseconds since 1970, as it was read at `readAt`; null while it goes on. A final status without an end
 * counts as an end at `firstSeenAt`, but at most a day after the start, because a list may hold old calls that are new here.
 */
export function endBy(call: Call, readAt: number, firstSeenAt = readAt): number | null {
  const end = hasEnded(call) || call.status === 'UNKNOWN' ? endOf(call) : null;
  if (end !== null) return Math.min(end, readAt);
  return hasEnded(call) ? Math.min(firstSeenAt, startBy(call, readAt) + day) : null;
}

/** The newest end among calls; -Infinity if all go on. */
export const newestEndOf = (calls: readonly Call[], readAt: number, firstSeenAt?: number): number =>
  calls.reduce(
    (newest, call) => Math.max(newest, endBy(call, readAt, firstSeenAt) ?? newest),
    Number.NEGATIVE_INFINITY,
  );

/** Start of a call, or else its creation, in milliseconds since 1970, as it was read at `readAt`; `firstSeenAt` if it has neither. */
export function startBy(call: Call, readAt: number, firstSeenAt = readAt): number {
  const time = orderTimeOf(call);
  return time === null ? firstSeenAt : Math.min(readAt, microsecondsOf(time) / 1000);
}
