/**
 * A point in time as an RFC 3339 string in UTC (`2026-03-09T10:00:05.123456Z`), with the digits its source
 * gave: a Date would cut microseconds.
 */
export type Instant = string;

const shape =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?:(:\d{2})(\.\d{1,9})?)?(?:[Zz]|([+-])(\d{2})(?::?(\d{2}))?)?$/;

/** The same in UTC, on a day that every month has: nothing is left to be checked or changed. */
const plain =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

const toSeconds = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19);

/** Reads an ISO 8601 time, in UTC unless it names a zone; null for a time that does not exist. */
export function parseInstant(text: string): Instant | null {
  if (plain.test(text)) return text;
  const match = shape.exec(text);
  if (!match) return null;
  const [, date, time, seconds = ':00', fraction = '', sign, hours, minutes = '00'] = match;
  const local = `${date}T${time}${seconds === ':60' ? ':59' : seconds}`;
  const milliseconds = Date.parse(`${local}Z`);
  // Date.parse rolls 30 February over into March instead of refusing it.
  if (Number.isNaN(milliseconds) || toSeconds(milliseconds) !== local) return null;
  if (!sign) return `${local}${fraction}Z`;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const utc = new Date(milliseconds - offset);
  return utc.getUTCFullYear() >= 0 && utc.getUTCFullYear() <= 9999
    ? `${toSeconds(utc.getTime())}${fraction}Z`
    : null;
}

/** Whether a time is spelled as RFC 3339 allows but no API documents: with small letters or a leap second. */
export const isLenient = (text: string): boolean =>
  text.charAt(10) === 't' || text.endsWith('z') || text.startsWith(':60', 16);

/**
 * The latest plausible time: a day ahead of the clock (in milliseconds), because clocks and zones differ. Its seconds are
 * memoized, because each upstream response needs them and formatting a date takes longer than reading a row.
 */
export function latestPlausible(now: number): Instant {
  const second = Math.floor(now / 1000);
  if (lastSecond.second !== second) lastSecond = { second, dayLater: toSeconds((second + 86_400) * 1000) };
  const milliseconds = Math.trunc(now - second * 1000);
  return `${lastSecond.dayLater}.${String(milliseconds).padStart(3, '0')}Z`;
}

let lastSecond = { second: Number.NaN, dayLater: '' };

/** Text comparison decides all but times within the second of the bound, where fractions differ in length. */
export const isPlausible = (instant: Instant, latest: Instant): boolean =>
  instant >= '2000' && (instant < latest || microsecondsOf(instant) <= microsecondsOf(latest));

/** The shortest spelling of the same instant: without the zeros that end a fraction. */
export const canonicalInstant = (instant: Instant): Instant =>
  instant.length === wholeSecond ? instant : instant.replace(/\.?0*Z$/, 'Z');

/** Microseconds since 1970; beyond the years 1685 to 2255, where a number is not exact, the nearest that is. */
export function microsecondsOf(instant: Instant): number {
  const fraction =
    instant.length === wholeSecond ? 0 : Number(instant.slice(20, -1).padEnd(6, '0').slice(0, 6));
  return clamped(secondsOf(instant) * 1_000_000 + fraction);
}

const wholeSecond = '2026-03-09T10:00:05Z'.length;

/** By its digits, because Date takes several times as long, and each row of a list has its time. */
function secondsOf(instant: Instant): number {
  const year = pair(instant, 0) * 100 + pair(instant, 2);
  const days = daysTo(year, pair(instant, 5), pair(instant, 8));
  return ((days * 24 + pair(instant, 11)) * 60 + pair(instant, 14)) * 60 + pair(instant, 17);
}

/** From 1970 to a day of the Gregorian calendar, whose years begin in March here: so a leap day is the last of its year. */
function daysTo(year: number, month: number, day: number): number {
  const [inYear, fromMarch] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const leapDays = Math.floor(inYear / 4) - Math.floor(inYear / 100) + Math.floor(inYear / 400);
  const before = Math.floor((153 * fromMarch + 2) / 5);
  return inYear * 365 + leapDays + before + day - 1 - daysTo1970;
}

/** From the first of March of the year 0. */
const daysTo1970 = 719_468;

/** The two digits at a place. */
const pair = (instant: Instant, at: number): number =>
  (instant.charCodeAt(at) - zero) * 10 + instant.charCodeAt(at + 1) - zero;

const zero = '0'.charCodeAt(0);

const clamped = (exact: number): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, exact));

export function instantOf(microseconds: number): Instant {
  const fraction = ((microseconds % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = toSeconds((microseconds - fraction) / 1000);
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}

/** Whether both lie in one second; two that are not there are the same. */
export const isSameSecond = (a: Instant | null, b: Instant | null): boolean =>
  a === b || (a !== null && b !== null && a.slice(0, toTheSecond) === b.slice(0, toTheSecond));

const toTheSecond = '2026-03-09T10:00:05'.length;
