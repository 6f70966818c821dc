/** Why a run was ended: its time was over. */
export const timeIsOver = new Error('The time is over.');

/**
 * Runs with a signal that aborts with the outer one, or after so long. Nothing of it outlives the run: a signal by
 * AbortSignal.timeout would keep the memory of its request until the time is over.
 */
export async function within<T>(
  milliseconds: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(timeIsOver), milliseconds);
  const follow = () => ends.abort(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow, { once: true });
  try {
    return await run(ends.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', follow);
  }
}
