import type { Instant } from './instant.ts';

export interface CallRecording {
  readonly databaseId: string | null;
  readonly sid: string | null;
  /** Address as the source gives it, which may be an `s3://` one. */
  readonly uri: string | null;
  /** The same address; null if a browser cannot open it. */
  readonly url: string | null;
  readonly filePath: string | null;
  readonly duration: number | null;
  readonly format: string | null;
  readonly type: string | null;
  readonly origin: string | null;
  readonly status: string | null;
  readonly createdAt: Instant | null;
}

export const httpUrlOrNull = (uri: string | null): string | null =>
  uri !== null && /^https?:\/\//i.test(uri) && URL.canParse(uri) ? uri : null;

/** Statuses after which a recording no longer changes; with any other status it may. */
const finalStatuses: ReadonlySet<string> = new Set([
  'completed',
  'complete',
  'done',
  'finished',
  'ready',
  'available',
  'stored',
  'uploaded',
  'saved',
  'failed',
  'error',
  'absent',
  'deleted',
  'canceled',
  'cancelled',
]);

/** Tells whether a recording no longer changes. A missing status counts as final. */
export const isFinal = ({ status }: CallRecording): boolean =>
  status === null || finalStatuses.has(status.trim().toLowerCase());
