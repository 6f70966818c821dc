/**
 * Point in time as an RFC 3339 string in UTC (`2026-03-09T10:00:05.123456Z`). It keeps all digits of its source,
 * because a Date would cut microseconds.
 */
export type Instant = string;

const shape =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?:(:\d{2})(\.\d{1,9})?)?(?:[Zz]|([+-])(\d{2})(?::?(\d{2}))?)?$/;

/** Normal form of an instant on a day that every month has, which needs no further check. */
const plain =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

const toSeconds = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19);

/** Parses an ISO 8601 time, in UTC unless it names a zone; null for other text and for a time that does not exist. */
export function parseInstant(text: string): Instant | null {
  if (plain.test(text)) return text;
  const match = shape.exec(text);
  if (!match) return null;
  const [, date, time, seconds = ':00', fraction = '', sign, hours, minutes = '00'] = match;
  const local = `${date}T${time}${seconds === ':60' ? ':59' : seconds}`;
  const milliseconds = Date.parse(`${local}Z`);
  // `Date.parse` rolls 30 February over into March instead of rejecting it.
  if (Number.isNaN(milliseconds) || toSeconds(milliseconds) !== local) return null;
  if (!sign) return `${local}${fraction}Z`;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const utc = new Date(milliseconds - offset);
  return utc.getUTCFullYear() >= 0 && utc.getUTCFullYear() <= 9999
    ? `${toSeconds(utc.getTime())}${fraction}Z`
    : null;
}

/** Parses a time, or a date, which means its midnight in UTC. */
export const parseInstantOrDate = (text: string): Instant | null =>
  parseInstant(text.length === dateOnly ? `${text}T00:00:00Z` : text);

const dateOnly = '2026-03-09'.length;

/** Tells whether a time is valid in RFC 3339 but documented by no API: small letters or a leap second. */
export const isLenient = (text: string): boolean =>
  text.charAt(10) === 't' || text.endsWith('z') || text.startsWith(':60', 16);

/**
 * Latest plausible time: a day after `now` (milliseconds), because clocks and zones differ. The second is memoized,
 * because formatting a date for each upstream response takes longer than reading a row.
 */
export function latestPlausible(now: number): Instant {
  const second = Math.floor(now / 1000);
  if (lastSecond.second !== second) lastSecond = { second, dayLater: toSeconds((second + 86_400) * 1000) };
  const milliseconds = Math.trunc(now - second * 1000);
  return `${lastSecond.dayLater}.${String(milliseconds).padStart(3, '0')}Z`;
}

let lastSecond = { second: Number.NaN, dayLater: '' };

/** Text without a zone, which compares like time with every fraction of its second. */
const earliest = '2000-01-01T00:00:00';

export const earliestPlausible: Instant = `${earliest}Z`;

/** Compares text, except within the second of the bound, where fractions differ in length. */
export const isPlausible = (instant: Instant, latest: Instant): boolean =>
  instant >= earliest && (instant < latest || microsecondsOf(instant) <= microsecondsOf(latest));

/** Canonical form of an instant: its fraction has no trailing zeros. */
export const canonicalInstant = (instant: Instant): Instant =>
  instant.length === wholeSecond ? instant : instant.replace(/\.?0*Z$/, 'Z');

/**
 * Compares to the last digit, whereas `microsecondsOf` cuts nanoseconds. Text without its zone compares like time, because
 * `bound` is canonical.
 */
export const isBefore = (instant: Instant, bound: Instant): boolean =>
  instant.slice(0, -1) < bound.slice(0, -1);

/** Microseconds since 1970, exact from the year 1685 to 2255 and clamped to safe integers beyond. */
export function microsecondsOf(instant: Instant): number {
  const fraction =
    instant.length === wholeSecond ? 0 : Number(instant.slice(20, -1).padEnd(6, '0').slice(0, 6));
  return clamped(secondsOf(instant) * 1_000_000 + fraction);
}

const wholeSecond = '2026-03-09T10:00:05Z'.length;

/** Computes from the digits, because Date is several times slower and each listed row has a time. */
function secondsOf(instant: Instant): number {
  const year = twoDigits(instant, 0) * 100 + twoDigits(instant, 2);
  const days = daysTo(year, twoDigits(instant, 5), twoDigits(instant, 8));
  return ((days * 24 + twoDigits(instant, 11)) * 60 + twoDigits(instant, 14)) * 60 + twoDigits(instant, 17);
}

/** Days from 1970 to a date of the Gregorian calendar. Years begin in March here, so that a leap day comes last. */
function daysTo(year: number, month: number, day: number): number {
  const [inYear, fromMarch] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const leapDays = Math.floor(inYear / 4) - Math.floor(inYear / 100) + Math.floor(inYear / 400);
  const before = Math.floor((153 * fromMarch + 2) / 5);
  return inYear * 365 + leapDays + before + day - 1 - daysTo1970;
}

/** Days from 1 March of the year 0 to 1 January 1970. */
const daysTo1970 = 719_468;

const twoDigits = (instant: Instant, at: number): number =>
  (instant.charCodeAt(at) - zero) * 10 + instant.charCodeAt(at + 1) - zero;

const zero = '0'.charCodeAt(0);

const clamped = (exact: number): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, exact));

export function instantOf(microseconds: number): Instant {
  const fraction = ((microseconds % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = toSeconds((microseconds - fraction) / 1000);
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}

/** The first instant at or after a canonical one, to the microsecond. */
export const firstMicrosecondFrom = (instant: Instant): Instant =>
  instant.length > toTheMicrosecond ? instantOf(microsecondsOf(instant) + 1) : instant;

/** The last instant before a canonical one, to the microsecond. */
export function lastMicrosecondBefore(instant: Instant): Instant {
  const cut = microsecondsOf(instant);
  return instantOf(instant.length > toTheMicrosecond ? cut : cut - 1);
}

const toTheMicrosecond = '2026-03-09T10:00:05.123456Z'.length;

/** Compares to the second; null equals null. */
export const isSameSecond = (a: Instant | null, b: Instant | null): boolean =>
  a === b || (a !== null && b !== null && a.slice(0, toTheSecond) === b.slice(0, toTheSecond));

const toTheSecond = '2026-03-09T10:00:05'.length;
