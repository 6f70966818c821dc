import type { SyncFailure } from '../store/index-store.ts';
import { IndexStorageError } from '../store/storage-error.ts';
import type { StorageFailure } from './source-copy.ts';
import type { SyncContext } from './sync-loop.ts';

/** Failure of the store, which it cannot keep itself. Operators are told once that it fails, and once that it works again. */
export interface StorageHealth {
  /** Null while the store works. */
  failure(): SyncFailure | null;
  fail(failure: StorageFailure): void;
  succeed(): void;
  /** Notes the outcome of a request to the store; returns whether it succeeded. */
  watch(request: () => Promise<unknown>): Promise<boolean>;
}

export function createStorageHealth({ clock, notify }: Pick<SyncContext, 'clock' | 'notify'>): StorageHealth {
  let failure: SyncFailure | null = null;

  function fail({ cause }: StorageFailure): void {
    if (failure) return;
    const message = `${reasonOf(cause)} The sync tries it again.`;
    failure = { kind: 'STORAGE', message, since: clock.now() };
    notify('FAILED', message);
  }

  function succeed(): void {
    if (failure) notify('RECOVERED', 'The store of the index works again.');
    failure = null;
  }

  return {
    failure: () => failure,
    fail,
    succeed,
    watch: request =>
      request().then(
        () => {
          succeed();
          return true;
        },
        failure => {
          fail(failure);
          return false;
        },
      ),
  };
}

/** Sentence for operators. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof IndexStorageError ? cause.message : 'The store of the index fails.';
