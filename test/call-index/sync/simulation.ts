import type { IndexStore } from '../../../src/call-index/store/index-store.ts';
import { type CallSync, createSync } from '../../../src/call-index/sync/index.ts';
import {
  defaultSyncOptions,
  type SyncNotice,
  type SyncOptions,
} from '../../../src/call-index/sync/sync-options.ts';
import type { CopyAccess } from '../../../src/domain/call-source.ts';
import { createFakeStore, type FakeStore } from '../fake-store.ts';
import {
  createSimulatedSource,
  type SimulatedSource,
  type SimulatedSourceOptions,
} from './simulated-source.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A sync of one simulated source into a store in memory, in virtual time. */
export interface Simulation {
  readonly clock: VirtualClock;
  readonly source: SimulatedSource;
  readonly store: FakeStore;
  readonly notices: SyncNotice[];
  /** Starts a process that syncs, with other credentials if given. */
  start(started?: StartOptions): Promise<SyncProcess>;
}

export interface StartOptions {
  readonly credentials?: string;
  readonly store?: IndexStore;
  readonly access?: CopyAccess;
}

export interface SyncProcess extends CallSync {
  /** Ends it without a chance to write anything, as `kill -9` does; a write that has begun is lost, or done without notice. */
  kill(): void;
  /** Largest number of its requests at one time. */
  maxInFlight(): number;
}

export interface SimulationOptions extends Omit<SimulatedSourceOptions, 'clock'> {
  readonly options?: Partial<SyncOptions>;
  readonly random?: () => number;
  readonly store?: FakeStore;
}

export function openSimulation(simulated: SimulationOptions = {}): Simulation {
  const { options, random = () => 1, store = createFakeStore(), ...given } = simulated;
  const clock = createVirtualClock();
  const source = createSimulatedSource({ clock, ...given });
  const notices: SyncNotice[] = [];

  async function start(started: StartOptions = {}): Promise<SyncProcess> {
    const { credentials = 'a-key', store: used = store, access = source.access } = started;
    const life = { isOver: false };
    const counted = countInFlight(access);
    const sync = createSync({
      sources: [{ source: 'BUTTER', access: mortal(counted.access, life), credentials }],
      store: mortal(used, life),
      options: { ...defaultSyncOptions, ...options },
      clock: mortal(clock, life),
      random,
      onNotice: notice => notices.push(notice),
    });
    await sync.start();
    const kill = (): void => {
      life.isOver = true;
    };
    return { ...sync, kill, maxInFlight: counted.max };
  }

  return { clock, source, store, notices, start };
}

/** Lets nothing come back that a process has asked for before it was killed. */
function mortal<T extends object>(thing: T, life: { readonly isOver: boolean }): T {
  return new Proxy(thing, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member === 'object' && member !== null) return mortal(member, life);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (life.isOver) return new Promise(() => {});
        const result: unknown = Reflect.apply(member, target, args);
        return result instanceof Promise
          ? result.then(value => (life.isOver ? new Promise(() => {}) : value))
          : result;
      };
    },
  });
}

function countInFlight({ account, rows, findCall }: CopyAccess) {
  let inFlight = 0;
  let max = 0;

  async function count<T>(request: Promise<T>): Promise<T> {
    inFlight += 1;
    max = Math.max(max, inFlight);
    return request.finally(() => {
      inFlight -= 1;
    });
  }

  const access: CopyAccess = {
    account,
    rows: {
      readPage: (...given) => count(rows.readPage(...given)),
      ...(rows.count && { count: (...given) => count(rows.count?.(...given) ?? Promise.resolve(null)) }),
    },
    findCall: (...given) => count(findCall(...given)),
  };
  return { access, max: () => max };
}
