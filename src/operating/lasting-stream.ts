/** Anything that takes a line at a time. */
export interface LogStream {
  write(line: string): void;
}

/** One that may break. */
export interface Breakable extends LogStream {
  /** `write` comes after each that was done. */
  on(event: 'error' | 'write', listener: () => void): unknown;
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
 * rests, and then it is opened anew, and tried with one line; for what waits in a stream that is broken again could keep
 * the process from ending.
 */
export function createLastingStream({ open, clock }: LastingOptions): LogStream {
  let brokeAt: number | null = null;
  let isTried = false;
  let stream = begin();

  function begin(): Breakable {
    const opened = open();
    opened.on('error', () => {
      silence(opened);
      isTried = false;
      brokeAt = clock();
    });
    opened.on('write', () => {
      isTried = false;
    });
    return opened;
  }

  return {
    write(line) {
      if (isTried || (brokeAt !== null && clock() - brokeAt < restMs)) return;
      if (brokeAt === null) return stream.write(line);
      brokeAt = null;
      isTried = true;
      stream = begin();
      // Because the last line may have broken off.
      stream.write(`\n${line}`);
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
