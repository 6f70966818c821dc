/** Anything that takes a line at a time. */
export interface LogStream {
  write(line: string): void;
}

/** One that may break. */
export interface ReopenableStream extends LogStream {
  /** Emits `write` after each write that succeeded. */
  on(event: 'error' | 'write', listener: () => void): void;
  /** Whether nothing waits to be written. */
  isDrained(): boolean;
  /** Drops what waits to be written. */
  abandon(): void;
}

/** A writable stream that reopens its destination after a write error. */
export interface ReopeningStream extends LogStream {
  /** Whether nothing waits that can still be written. */
  isDrained(): boolean;
}

export interface ReopeningStreamOptions {
  readonly open: () => ReopenableStream;
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
export function createReopeningStream({ open, clock }: ReopeningStreamOptions): ReopeningStream {
  let brokeAt: number | null = null;
  let isTried = false;
  let stream = begin();

  function begin(): ReopenableStream {
    const opened = open();
    opened.on('error', () => {
      opened.abandon();
      isTried = false;
      brokeAt = clock();
    });
    opened.on('write', () => {
      isTried = false;
    });
    return opened;
  }

  return {
    isDrained: () => brokeAt !== null || stream.isDrained(),
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
