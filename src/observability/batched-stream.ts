import type { ReopeningStream } from './resilient-stream.ts';

/** The longest delay of a line in milliseconds, and the characters of a batch that is written at once. */
const maxDelayMs = 20;
const maxBatch = 64_000;

export interface BatchedStream extends ReopeningStream {
  /** Writes the pending batch at once. */
  flush(): void;
}

/** Writes lines in batches, because a system call for each line takes longer than formatting the line. */
export function createBatchedStream(stream: ReopeningStream): BatchedStream {
  let batch = '';
  let isScheduled = false;

  function flush(): void {
    const lines = batch;
    batch = '';
    if (lines !== '') stream.write(lines);
  }

  function onTimeout(): void {
    isScheduled = false;
    flush();
  }

  return {
    flush,
    isDrained: () => batch === '' && stream.isDrained(),
    write(line) {
      batch += line;
      if (batch.length >= maxBatch) flush();
      if (isScheduled) return;
      isScheduled = true;
      setTimeout(onTimeout, maxDelayMs);
    },
  };
}
