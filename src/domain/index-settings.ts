/** Where an index is, and what it costs. */
export type IndexSettings = IndexLocation & {
  /** Part of each source's quota that its requests may use, above 0 and up to 1. */
  readonly share: number;
  /** Milliseconds from the start of a walk through the whole list to that of the next. */
  readonly walkEveryMs: number;
  /** Age in days from which calls are not kept; null to keep all. */
  readonly keepDays: number | null;
  /** Key of at least 32 characters, by which numbers are hashed in place of being stored; null, the default, to store them. */
  readonly numbersKey?: string | null;
  /** Absent if the process does not exit before the index is closed. */
  readonly onProcessExit?: OnProcessExit | undefined;
};

export type IndexLocation = IndexFile | IndexDatabase;

export interface IndexFile {
  /** Path of a file, in a folder that exists. */
  readonly path: string;
}

export interface IndexDatabase {
  /** Address of a database of PostgreSQL, with its password. */
  readonly url: string;
}

/** Calls a listener at the very end of the process, and returns a function that spares it. */
export type OnProcessExit = (listener: () => void) => () => void;

export const defaultIndexSettings = { share: 0.5, walkEveryMs: 86_400_000, keepDays: null, numbersKey: null };

/** Minimum number of characters of a key by which numbers are hashed. */
export const minNumbersKeyLength = 32;
