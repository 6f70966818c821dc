import { createCallLog } from '../call-log.ts';
import { countSamples, spreadTimestamps } from '../call-times.ts';
import type { Settings } from '../server.ts';
import { parseTimestamp, type Timestamp, timestampOf } from '../timestamps.ts';
import { createStory, type Plan, type Telling, untold } from './calls.ts';
import { documentedCall, documentedTelling } from './documented-call.ts';
import { samples } from './edge-cases.ts';
import { lifelike } from './lifelike.ts';
import { createStartOrder } from './start-order.ts';
import type { BurkiWireCall } from './wire.ts';

/** Row of the log; what was said and recorded is generated from its plan whenever it is read. */
export interface StoredCall {
  readonly call: BurkiWireCall;
  /** Infinity for a call that has not started. */
  readonly startedAt: Timestamp;
  readonly origin: Plan | Telling;
  /** Null without a change. */
  readonly changes: Partial<BurkiWireCall> | null;
}

function store(
  origin: StoredCall['origin'],
  generated: BurkiWireCall,
  changes: StoredCall['changes'] = null,
): StoredCall {
  const call = changes ? { ...generated, ...changes } : generated;
  return { call, startedAt: parseTimestamp(call.started_at ?? '') ?? Infinity, origin, changes };
}

/** Generates calls, oldest first: the documented one, and then ids from 1001 on. */
function storeCalls(count: number, now: Date, seed: number): StoredCall[] {
  if (count < 1) return [];
  const moments = spreadTimestamps(count - 1, now, seed);
  const sampleCount = countSamples(moments.length);
  const frozenAt = timestampOf(now);
  const calls = moments.map((created, index) => {
    const casting = index < sampleCount ? samples : lifelike;
    const id = 1000 + moments.length - index;
    const plan = { casting, seed: seed + 1, index, id, created, frozenAt };
    return store(plan, createStory(plan, frozenAt).call);
  });
  return [store(documentedTelling, documentedCall), ...calls.reverse()];
}

export type StoredCalls = ReturnType<typeof createStoredCalls>;

export function createStoredCalls({ calls, now, seed }: Settings) {
  const initial = storeCalls(calls, now(), seed);
  const log = createCallLog(initial, ({ call }) => call.id);
  const order = createStartOrder(initial);
  const ids = new Map(initial.map(({ call }) => [call.call_sid, call.id]));
  /** Times of the next changes of calls that go on by the clock, by their ids. */
  const live = new Map<number, Timestamp>();
  const moment = () => timestampOf(now());

  function index(stored: StoredCall): BurkiWireCall {
    order.add(stored);
    ids.set(stored.call.call_sid, stored.call.id);
    return stored.call;
  }

  function unindex(stored: StoredCall): StoredCall {
    order.remove(stored);
    if (ids.get(stored.call.call_sid) === stored.call.id) ids.delete(stored.call.call_sid);
    return stored;
  }

  const replace = (id: number, change: (stored: StoredCall) => StoredCall): BurkiWireCall =>
    index(log.change(id, stored => change(unindex(stored))));

  function follow(id: number, changesAt: Timestamp | null): void {
    if (changesAt === null) live.delete(id);
    else live.set(id, changesAt);
  }

  function remove(id: number): void {
    unindex(log.remove(id));
    live.delete(id);
  }

  return {
    find: (id: number) => log.find(id)?.call,
    findBySid: (sid: string) => log.find(ids.get(sid) ?? Number.NaN)?.call,
    /** Highest id first, and then the documented call. */
    list: () => Array.from(log.descend(), ({ item }) => item.call),
    between: order.between,
    tell(id: number): Telling {
      const origin = log.find(id)?.origin ?? untold;
      return 'casting' in origin ? createStory(origin, moment()).tell() : origin;
    },
    add: (call: BurkiWireCall) => index(log.add(store(untold, call))),
    plan(plan: Plan): void {
      const { call, changesAt } = createStory(plan, moment());
      index(log.add(store(plan, call)));
      follow(plan.id, changesAt);
    },
    change: (id: number, patch: Partial<BurkiWireCall>) =>
      replace(id, ({ origin, call, changes }) => store(origin, call, { ...changes, ...patch })),
    remove,
    /** Removes a call that was there from the start, unless it is gone. */
    vanish(fromNewest: number): void {
      const id = 1000 + calls - 1 - fromNewest;
      if (id > 1000 && log.find(id)) remove(id);
    },
    /** Brings the calls in progress up to date. */
    refresh(): void {
      const time = moment();
      for (const [id, changesAt] of live)
        if (changesAt <= time)
          replace(id, ({ origin, call, changes }) => {
            if (!('casting' in origin)) return store(origin, call, changes);
            const story = createStory(origin, time);
            follow(id, story.changesAt);
            return store(origin, story.call, changes);
          });
    },
  };
}
