import { IndexStorageError } from '../storage-error.ts';

/**
 * Gate to the native code of the engine, which ends the whole process if its thread is terminated during a call. The
 * gate is shut before that.
 */
export interface NativeGate {
  /** Memory that the thread shares. */
  readonly memory: SharedArrayBuffer;
  /** Lets no further call begin, and blocks until the call in progress has ended, at most two seconds. */
  shut(): void;
}

/** Runs calls of the engine. Throws NOT_OPEN once the gate is shut. */
export type RunNative = <T>(work: () => T) => T;

/** Places in the memory: whether the gate is shut, and whether a call is in progress. */
const isShut = 0;
const isBusy = 1;

const maxWaitMs = 2_000;

export function createNativeGate(): NativeGate {
  const memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const flags = new Int32Array(memory);
  return {
    memory,
    shut() {
      Atomics.store(flags, isShut, 1);
      Atomics.wait(flags, isBusy, 1, maxWaitMs);
    },
  };
}

/** The side of the thread. Calls may be within one another. */
export function createNativeRunner(memory: SharedArrayBuffer): RunNative {
  const flags = new Int32Array(memory);
  return work => {
    if (Atomics.exchange(flags, isBusy, 1) === 1) return work();
    try {
      // Both sides write their own flag before they read the other one.
      if (Atomics.load(flags, isShut) === 1)
        throw new IndexStorageError('NOT_OPEN', 'The worker of the index is ending.');
      return work();
    } finally {
      Atomics.store(flags, isBusy, 0);
      Atomics.notify(flags, isBusy);
    }
  };
}

export const runDirectly: RunNative = work => work();
