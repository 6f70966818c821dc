/** Resolves in a later turn of the event loop, after the events that wait meanwhile. */
export type NextTurn = () => Promise<void>;

/**
 * Cooperative scheduling of long computations: one of those that wait goes on in each turn of the event loop, so that other
 * requests wait for one slice, however many computations are under way.
 */
export function createTurnQueue(): NextTurn {
  const waiting: (() => void)[] = [];
  let isScheduled = false;

  function schedule(): void {
    isScheduled = waiting.length > 0;
    if (isScheduled) setImmediate(runOne);
  }

  function runOne(): void {
    waiting.shift()?.();
    schedule();
  }

  return () =>
    new Promise(resolve => {
      waiting.push(resolve);
      if (!isScheduled) schedule();
    });
}
