/**
 * Something that ends once, such as a client's wait. What an AbortSignal is elsewhere, but much cheaper to make, which
 * counts because each client request makes several of them.
 */
export interface Cancellation {
  /** Why it is over; null while it is not. */
  readonly reason: Error | null;
  /** Calls when it ends; not where it is over already. */
  onCancel(listener: Listener): void;
  offCancel(listener: Listener): void;
}

type Listener = (reason: Error) => void;

/** One that is ended by whoever has it. */
export interface CancellationSource extends Cancellation {
  cancel(reason: Error): void;
}

export function createCancellation(): CancellationSource {
  // Made with the first listener in it, because mostly there is one, and an empty array makes room for seventeen.
  let listeners: Listener[] | null = null;
  // Not behind a getter, because V8 makes an object literal with getters a shape of its own each time, and keeps it.
  const cancellation = {
    reason: null as Error | null,
    cancel(reason: Error): void {
      if (cancellation.reason) return;
      cancellation.reason = reason;
      for (let next = listeners?.shift(); next; next = listeners?.shift()) next(reason);
    },
    onCancel(listener: Listener): void {
      if (cancellation.reason) return;
      if (listeners?.length) listeners.push(listener);
      else listeners = [listener];
    },
    offCancel(listener: Listener): void {
      const at = listeners?.indexOf(listener) ?? -1;
      if (at >= 0) listeners?.splice(at, 1);
    },
  };
  return cancellation;
}

/** Waits so many milliseconds; rejects as soon as it is over. */
export function delay(milliseconds: number, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    if (cancellation.reason) return reject(cancellation.reason);
    const leave = (reason: Error) => {
      clearTimeout(timer);
      reject(reason);
    };
    const timer = setTimeout(() => {
      cancellation.offCancel(leave);
      resolve();
    }, milliseconds);
    cancellation.onCancel(leave);
  });
}
