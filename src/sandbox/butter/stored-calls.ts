import { createCallLog } from '../call-log.ts';
import { countSamples, spreadTimestamps } from '../call-times.ts';
import type { Settings } from '../server.ts';
import { parseTimestamp, timestampOf } from '../timestamps.ts';
import { createCall, type Plan, sidOf } from './calls.ts';
import { documentedCall } from './documented-call.ts';
import { samples } from './edge-cases.ts';
import { lifelike } from './lifelike.ts';
import { type ButterWireCall, rowOf } from './wire.ts';

/** Call of the log. A generated one is a plan, from which each read composes the call, because conversations are large. */
interface StoredCall {
  readonly sid: string;
  readonly origin: Plan | ButterWireCall;
  /** Null without a change. */
  readonly changes: Partial<ButterWireCall> | null;
}

const storePlan = (plan: Plan): StoredCall => ({ sid: sidOf(plan), origin: plan, changes: null });
const storeCall = (call: ButterWireCall): StoredCall => ({
  sid: call.call_sid,
  origin: call,
  changes: null,
});

/** Swaps every fortieth call with the next, because Butter does not guarantee the order of its list. */
function swapSome<Item>(items: readonly Item[]): Item[] {
  return items.map((item, index) => {
    if (index % 40 === 20) return items[index + 1] ?? item;
    return index % 40 === 21 ? (items[index - 1] ?? item) : item;
  });
}

const documentedAt = parseTimestamp(documentedCall.created_at ?? '') ?? 0;

/** Plans calls, newest first except for swapped pairs; the documented call is sorted by its time. */
function planCalls(count: number, now: Date, seed: number): StoredCall[] {
  if (count < 1) return [];
  const moments = spreadTimestamps(count - 1, now, seed);
  const sampleCount = countSamples(moments.length);
  const calls = moments.map((created, index) => {
    const casting = index < sampleCount ? samples : lifelike;
    return storePlan({ casting, seed, index, created, frozenAt: timestampOf(now) });
  });
  const older = moments.findIndex(created => created < documentedAt);
  return swapSome(calls).toSpliced(older < 0 ? calls.length : older, 0, storeCall(documentedCall));
}

export type StoredCalls = ReturnType<typeof createStoredCalls>;

export function createStoredCalls({ calls, now, seed }: Settings, lateBilling: boolean) {
  const log = createCallLog(planCalls(calls, now(), seed).toReversed(), ({ sid }) => sid);

  function read({ origin, changes }: StoredCall, isWhole: boolean): ButterWireCall {
    const reading = { now: timestampOf(now()), isWhole, lateBilling };
    const call = 'casting' in origin ? createCall(origin, reading) : origin;
    return changes ? { ...call, ...changes } : call;
  }

  return {
    descend: log.descend,
    row: (call: StoredCall) => rowOf(read(call, false)),
    find(sid: string): ButterWireCall | undefined {
      const call = log.find(sid);
      return call && read(call, true);
    },
    /** Composes all calls. */
    list: () => Array.from(log.descend(), ({ item }) => read(item, true)),
    plan: (plan: Plan) => log.add(storePlan(plan)),
    add(call: ButterWireCall): ButterWireCall {
      log.add(storeCall(call));
      return call;
    },
    change(sid: string, patch: Partial<ButterWireCall>): ButterWireCall {
      const changed = log.change(sid, ({ origin, changes }) => ({
        sid: patch.call_sid ?? sid,
        origin,
        changes: { ...changes, ...patch },
      }));
      return read(changed, true);
    },
    remove: log.remove,
    /** Removes a call that was there from the start, unless it is gone. */
    vanish(index: number): void {
      const sid = sidOf({ seed, index });
      if (log.find(sid)) log.remove(sid);
    },
  };
}
