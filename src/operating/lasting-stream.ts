/** Anything that takes a line at a time. */
export interface LogStream {
  write(line: string): void;
}

/** One that may break. */
export interface Breakable extends LogStream {
  on(event: 'error', listener: () => void): unknown;
}

export interface LastingOptions {
  readonly open: () => Breakable;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** How long nothing is written after a write has failed. */
const restMs = 10_000;

/**
 * What cannot be written to, such as a stdout on a full disk, must not take the gateway with it: lines are lost while it
 * rests, and then it is opened anew.
 */
export function createLastingStream({ open, clock }: LastingOptions): LogStream {
  let brokeAt: number | null = null;
  let stream = begin();

  function begin(): Breakable {
    const opened = open();
    opened.on('error', () => {
      silence(opened);
      brokeAt = clock();
    });
    return opened;
  }

  return {
    write(line) {
      if (brokeAt !== null && clock() - brokeAt < restMs) return;
      if (brokeAt !== null) {
        brokeAt = null;
        stream = begin();
      }
      stream.write(line);
    },
  };
}

/** Because pino would else flush at the end of the process what can never be written, for ever. */
function silence(stream: object): void {
  const nothing = () => {};
  Object.assign(stream, {
    write: nothing,
    flush: nothing,
    flushSync: nothing,
    end: nothing,
    destroy: nothing,
  });
}
