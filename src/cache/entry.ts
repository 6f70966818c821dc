/** What a source said, and when. */
export interface Entry<T = unknown> {
  /** Null where it said that nothing is there. */
  readonly value: T | null;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly freshMs: number;
}

/** Because entries come from other machines too, one from the future is as old as it is early. */
export const isFresh = ({ at, freshMs }: Entry, now: number): boolean => Math.abs(now - at) < freshMs;

/** Null for what this version did not write. */
export function readEntry(text: string): Entry | null {
  try {
    const entry: unknown = JSON.parse(text);
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

const isEntry = (entry: unknown): entry is Entry =>
  typeof entry === 'object' &&
  entry !== null &&
  'value' in entry &&
  typeof entry.value === 'object' &&
  'at' in entry &&
  typeof entry.at === 'number' &&
  'freshMs' in entry &&
  typeof entry.freshMs === 'number';
