export interface LogStream {
  write(line: string): void;
}

export interface ReopenableStream extends LogStream {
  /** Emits `write` after each write that succeeded. */
  on(event: 'error' | 'write', listener: () => void): void;
  isDrained(): boolean;
  /** Discards the buffer and stops writing. */
  abandon(): void;
}

export interface ReopeningStream extends LogStream {
  /** Whether no line is pending that can still be written. */
  isDrained(): boolean;
}

export interface ReopeningStreamOptions {
  readonly open: () => ReopenableStream;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Cooldown after a failed write, in which lines are dropped. */
const restMs = 10_000;

/**
 * Survives write errors, such as a full disk behind stdout: drops lines during a cooldown, then reopens the stream. One
 * line probes the reopened stream, because lines buffered in a broken stream could keep the process from exiting.
 */
export function createReopeningStream({ open, clock }: ReopeningStreamOptions): ReopeningStream {
  let failedAt: number | null = null;
  let isProbing = false;
  let stream = begin();

  function begin(): ReopenableStream {
    const opened = open();
    opened.on('error', () => {
      opened.abandon();
      isProbing = false;
      failedAt = clock();
    });
    opened.on('write', () => {
      isProbing = false;
    });
    return opened;
  }

  return {
    isDrained: () => failedAt !== null || stream.isDrained(),
    write(line) {
      if (isProbing || (failedAt !== null && clock() - failedAt < restMs)) return;
      if (failedAt === null) return stream.write(line);
      failedAt = null;
      isProbing = true;
      stream = begin();
      // The line break ends a line that was cut off by the error.
      stream.write(`\n${line}`);
    },
  };
}
