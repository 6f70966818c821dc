/**
 * Something that ends once, such as a client's wait. What an AbortSignal is elsewhere, but much cheaper to make, which
 * counts because each client request makes several of them.
 */
export interface Ending {
  /** Why it is over; null while it is not. */
  readonly over: Error | null;
  /** Calls when it ends; not where it is over already. */
  listen(listener: Listener): void;
  unlisten(listener: Listener): void;
}

type Listener = (reason: Error) => void;

/** One that is ended by whoever has it. */
export interface OwnEnding extends Ending {
  end(reason: Error): void;
}

export function createEnding(): OwnEnding {
  // Made with the first listener in it, because mostly there is one, and an empty array makes room for seventeen.
  let listeners: Listener[] | null = null;
  // Not behind a getter, because V8 makes an object literal with getters a shape of its own each time, and keeps it.
  const ending = {
    over: null as Error | null,
    end(reason: Error): void {
      if (ending.over) return;
      ending.over = reason;
      for (let next = listeners?.shift(); next; next = listeners?.shift()) next(reason);
    },
    listen(listener: Listener): void {
      if (ending.over) return;
      if (listeners?.length) listeners.push(listener);
      else listeners = [listener];
    },
    unlisten(listener: Listener): void {
      const at = listeners?.indexOf(listener) ?? -1;
      if (at >= 0) listeners?.splice(at, 1);
    },
  };
  return ending;
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
