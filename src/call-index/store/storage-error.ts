/** Reasons for which the index cannot be stored or read. */
export type StorageFailure =
  /** Engine without a binary for this platform. */
  | 'ENGINE_MISSING'
  /** File that is damaged, which is set aside as soon as an account is opened again. */
  | 'DAMAGED'
  /** File of another version of the format, which is treated as a damaged one while it is opened. */
  | 'OUTDATED'
  /** Disk that is full or fails, file of another process, missing folder, database that is down. */
  | 'UNAVAILABLE'
  /** Calls that another process has changed since this one read them. */
  | 'CONFLICT'
  /** Account that is not open, because the store was restarted since. */
  | 'NOT_OPEN';

/** Failure of the store. The message is a sentence for operators, and names neither keys nor values. */
export class IndexStorageError extends Error {
  readonly kind: StorageFailure;

  constructor(kind: StorageFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IndexStorageError';
    this.kind = kind;
  }
}
