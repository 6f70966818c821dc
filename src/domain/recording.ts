import type { Instant } from './instant.ts';

export interface Recording {
  readonly databaseId: string | null;
  readonly sid: string | null;
  /** The address as the source gave it, which may be an `s3://` one. */
  readonly uri: string | null;
  /** The same address, if a browser can open it. */
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

/** Words after which a recording changes no more; every other word may be of one that is still under way. */
const finalWords: ReadonlySet<string> = new Set([
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

/** Whether its source is done with it. A recording without a status says nothing against that. */
export const isFinal = ({ status }: Recording): boolean =>
  status === null || finalWords.has(status.trim().toLowerCase());
