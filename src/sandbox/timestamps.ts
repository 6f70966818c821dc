/** Microseconds since 1970, because the real APIs are more precise than a Date. */
export type Timestamp = number;

export interface TimestampFormat {
  readonly digits?: 0 | 3 | 6;
  /** Empty for a naive timestamp, which is UTC. */
  readonly zone?: keyof typeof offsets;
}

export const second = 1_000_000;
/** Minutes. */
const offsets = { '': 0, Z: 0, '+02:00': 120, '-05:00': -300 };
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
  const local = new Date(Math.floor(moment / 1000) + offsets[zone] * 60_000).toISOString();
  if (digits === 3 && zone === 'Z') return local;
  const microseconds = digits === 6 ? String(moment % 1000).padStart(3, '0') : '';
  // Joined into a flat string, because a large sandbox keeps many.
  return [local.slice(0, digits === 0 ? 19 : 23), microseconds, zone].join('');
}
