/**
 * Milliseconds that `run` takes. A test compares them with what it measures beside, never with a number, because a busy
 * machine takes any time.
 */
export async function durationOf(run: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
