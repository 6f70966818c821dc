import type { Call } from '../../src/domain/call.ts';
import type { ChangingCalls } from './changing-calls.ts';

/** Calls as an index held them when it had caught up, and those that it may show since. */
export interface SettledCalls {
  readonly calls: ReadonlyMap<string, Call>;
  /** Whether a call has arrived, changed or vanished since. */
  isTouched(key: string): boolean;
  /** Versions of a call that the index may show: the settled one and those since. */
  versionsOf(key: string): readonly Call[];
}

export function settle(world: ChangingCalls): SettledCalls {
  const calls = new Map(world.calls);
  const counts = new Map([...world.versions].map(([key, { length }]) => [key, length]));
  return {
    calls,
    isTouched: key =>
      counts.get(key) !== world.versions.get(key)?.length || calls.has(key) !== world.calls.has(key),
    versionsOf(key) {
      const count = counts.get(key) ?? 0;
      return (world.versions.get(key) ?? []).slice(calls.has(key) ? count - 1 : count);
    },
  };
}
