import { createRandomFor } from './random.ts';

/** Microseconds since 1970, because the real APIs are more precise than a Date. */
export type Timestamp = number;

export interface TimestampFormat {
  readonly digits?: 0 | 3 | 6;
  /** Empty for a naive timestamp, which is UTC. */
  readonly zone?: '' | 'Z' | '+02:00' | '-05:00';
}

const second = 1_000_000;
const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,6})\d*)?(Z|[+-]\d\d:\d\d)?)?$/;

export const timestampOf = (date: Date): Timestamp => date.getTime() * 1000;

export const later = (moment: Timestamp, seconds: number): Timestamp => moment + Math.round(seconds * second);

/** Parses the ISO 8601 formats that the APIs accept; a naive timestamp is UTC. Null if malformed. */
export function parseTimestamp(text: string): Timestamp | null {
  const [matched, day, time = '00:00', fraction = '', zone = 'Z'] = iso.exec(text) ?? [];
  const whole = matched === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(whole) ? null : whole * 1000 + Number(fraction.padEnd(6, '0'));
}

export function formatTimestamp(moment: Timestamp, { digits = 0, zone = 'Z' }: TimestampFormat = {}): string {
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  const offset = (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
  const local = new Date(Math.floor(moment / second) * 1000 + offset * 60_000).toISOString().slice(0, 19);
  const fraction = String(moment % second).padStart(6, '0');
  return local + (digits === 0 ? '' : `.${fraction.slice(0, digits)}`) + zone;
}

/** Whether a call starts at the same time as the call before: some pairs, and one run of five. */
const isTied = (index: number) => index % 40 === 12 || index % 40 === 33 || (index > 60 && index < 65);

/** Start times of calls, newest first. The last minutes are dense, and 320 calls span a month. */
export function spreadTimestamps(count: number, now: Date, seed: number): Timestamp[] {
  const moments: Timestamp[] = [];
  for (let index = 0; index < count; index++) {
    const age = 25 * (index + 1) ** 2 * second;
    const moment = timestampOf(now) - age - createRandomFor(seed, -1 - index).integer(0, 2 * second);
    moments.push(isTied(index) ? (moments.at(-1) ?? moment) : moment);
  }
  return moments;
}
