import { expect, onTestFinished, test, vi } from 'vitest';
import { databaseBytes } from '../../src/call-index/worker/database-bytes.ts';
import type { IndexWorker } from '../../src/call-index/worker/index-worker.ts';

/** A worker that rejects only if the request is cancelled. */
const silent = {
  request: (_kind: string, _args: readonly unknown[], cancellation: { onCancel(reject: unknown): void }) =>
    new Promise((_, reject) => cancellation.onCancel(reject)),
} as unknown as IndexWorker;

test('a database that does not answer has no size after a second', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const bytes = databaseBytes(silent);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await bytes).toBeNull();
});
