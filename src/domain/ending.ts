/**
 * Something that ends once, such as a client's wait. What an AbortSignal is elsewhere, made in a tenth of its time, which
 * counts because each client request makes three of them.
 */
export interface Ending {
  /** Why it is over; null while it is not. */
  readonly over: Error | null;
  /** Calls when it ends; not where it is over already. */
  listen(listener: Listener): void;
  unlisten(listener: Listener): void;
}

type Listener = (reason: Error) => void;

/** One that is ended by whoever has it. A class, because V8 makes each getter in an object literal a shape of its own. */
export class Ends implements Ending {
  #over: Error | null = null;
  readonly #listeners = new Set<Listener>();

  get over(): Error | null {
    return this.#over;
  }

  end(reason: Error): void {
    if (this.#over) return;
    this.#over = reason;
    for (const listener of this.#listeners) listener(reason);
    this.#listeners.clear();
  }

  listen(listener: Listener): void {
    if (!this.#over) this.#listeners.add(listener);
  }

  unlisten(listener: Listener): void {
    this.#listeners.delete(listener);
  }
}

/** The same as a signal tells it. */
export function endingOf(signal: AbortSignal): Ending {
  const ends = new Ends();
  const follow = () =>
    ends.end(signal.reason instanceof Error ? signal.reason : new Error('It was broken off.'));
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return ends;
}

/** Waits so many milliseconds; rejects as soon as it is over. */
export function wait(milliseconds: number, ending: Ending): Promise<void> {
  return new Promise((resolve, reject) => {
    if (ending.over) return reject(ending.over);
    const leave = (reason: Error) => {
      clearTimeout(timer);
      reject(reason);
    };
    const timer = setTimeout(() => {
      ending.unlisten(leave);
      resolve();
    }, milliseconds);
    ending.listen(leave);
  });
}
