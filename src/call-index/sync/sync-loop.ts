import type { Cancellation } from '../../async/cancellation.ts';
import type { PendingRechecks } from './pending-rechecks.ts';
import type { SourceCopy } from './source-copy.ts';
import type { SourceReader } from './source-reader.ts';
import type { StorageHealth } from './storage-health.ts';
import type { SyncClock, SyncNotice, SyncOptions } from './sync-options.ts';

/** A loop of a source. The scheduler runs a step of a single loop at a time. */
export interface SyncLoop {
  /** Monotonic milliseconds from which a step is due; Infinity if none is. */
  readyAt(): number;
  /** Takes a step, with one upstream request at most. */
  step(): Promise<void>;
}

/** State that the loops of one source share. */
export interface SyncContext {
  readonly copy: SourceCopy;
  readonly reader: SourceReader;
  readonly pending: PendingRechecks;
  readonly health: StorageHealth;
  readonly options: SyncOptions;
  readonly clock: SyncClock;
  readonly random: () => number;
  /** Hash of the credentials. */
  readonly credentials: string;
  /** Cancelled when the sync ends, or another process takes it over. */
  readonly sync: () => Cancellation;
  /** Called each time that the source refuses the credentials. */
  readonly onRefusal: () => void;
  readonly notify: (type: SyncNotice['type'], message: string) => void;
}
