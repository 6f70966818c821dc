import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IndexStore } from '../../../src/call-index/store/index-store.ts';
import { type Call, nativeKeyOf, timeOf } from '../../../src/domain/call.ts';
import { instantOf, microsecondsOf } from '../../../src/domain/instant.ts';
import { createFakeStore, type FakeStore } from '../fake-store.ts';
import { createStore, libsqlIn } from '../open-store.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { createPairedStore } from './paired-store.ts';
import { endedCall, failureOf, ongoingCall, waitingCall } from './simulated-source.ts';
import { openSimulation, type Simulation, type SyncProcess } from './simulation.ts';

const minute = 60_000;
const walkIntervalMs = 30 * minute;

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('arrive'), count: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('ongoing', 'waiting'),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('end', 'change', 'remove'), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('insert-old'), pick: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('hide', 'show', 'damage', 'repair'), pick: fc.nat() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('kill'), downMs: fc.integer({ min: 0, max: 40 * minute }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('down', 'limited', 'refused', 'faulty-page', 'up', 'disk-full'),
    }),
  },
);

const step = fc.record({
  event,
  waitMs: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 5 * minute })),
});

const scenario = fc.record({
  calls: fc.integer({ min: 0, max: 40 }),
  pageSize: fc.integer({ min: 1, max: 7 }),
  places: fc.constantFrom('keyset' as const, 'offset' as const),
  placeLifeMs: fc.constantFrom(Number.POSITIVE_INFINITY, 2 * minute),
  latencyMs: fc.integer({ min: 1, max: 400 }),
  headIntervalMs: fc.constantFrom(5_000, 30_000),
  steps: fc.array(step, { maxLength: 25 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
type Event = Scenario['steps'][number]['event'];

const creators: Readonly<Record<string, typeof endedCall>> = { ongoing: ongoingCall, waiting: waitingCall };

const failures: Readonly<Record<string, ((request: string) => Error | null) | null>> = {
  down: () => failureOf('UPSTREAM_UNAVAILABLE'),
  limited: () => failureOf('UPSTREAM_RATE_LIMITED', { retryAfter: 60 }),
  refused: () => failureOf('UPSTREAM_AUTH'),
  'faulty-page': request => (request.includes('after') ? failureOf('UPSTREAM_ERROR') : null),
  up: null,
};

/** A source, its index, and the process that syncs them, through a scenario. */
async function play(given: Scenario, store: FakeStore) {
  const { calls, headIntervalMs, ...simulated } = given;
  const simulation = openSimulation({
    ...simulated,
    store,
    options: { headIntervalMs, walkIntervalMs },
    detail: call => ({ ...call, billingStatus: null }),
  });
  const { clock, source } = simulation;
  const world = createWorld(simulation);
  world.arrive(calls);
  let sync = await simulation.start({ store: world.store });
  for (const { event, waitMs } of given.steps) {
    if ('downMs' in event) sync = await restart(sync, event.downMs);
    else world.apply(event);
    await clock.advance(waitMs);
    if (given.places === 'keyset') expect(world.missing(sync)).toEqual([]);
    expect(sync.maxInFlight()).toBeLessThanOrEqual(1);
  }

  async function restart(running: SyncProcess, downMs: number): Promise<SyncProcess> {
    running.kill();
    await clock.advance(downMs);
    return simulation.start({ store: world.store });
  }

  world.calmDown();
  const calmSince = clock.now();
  for (let waits = 0; waits < 30 && !isProvenSince(simulation, calmSince); waits += 1)
    await clock.advance(walkIntervalMs / 4);
  expect(isProvenSince(simulation, calmSince)).toBe(true);
  return { source, world, simulation, sync };
}

const isProvenSince = ({ store }: Simulation, time: number): boolean => {
  const { proof, failure } = store.state();
  return failure === null && proof !== null && proof.startedAt > time;
};

/** The source and the store as the events of a scenario change them. */
function createWorld({ clock, source, store }: Simulation) {
  /** Keys of calls that no reading of the newest end can show. */
  const unlisted = new Set<string>();
  const removedAlive: string[] = [];
  let number = 0;
  let isDiskFull = false;

  const at = (pick: number): Call | undefined => source.calls()[pick % Math.max(1, source.calls().length)];

  function nextKey(): string {
    number += 1;
    return `c${String(number).padStart(4, '0')}`;
  }

  function arrive(count: number, create: typeof endedCall = endedCall): void {
    for (let index = 0; index < count; index += 1)
      source.put(create(nextKey(), clock.now(), { billingStatus: 'pending' }));
  }

  function applyTo(call: Call, kind: string): void {
    const key = nativeKeyOf(call);
    if (kind === 'end') source.change(key, { status: 'COMPLETED', endedAt: instantOf(clock.now() * 1000) });
    if (kind === 'change')
      source.change(key, { endReason: `changed at ${clock.now()}`, billingStatus: 'billed' });
    if (kind === 'remove') source.remove(key);
    if (kind === 'hide') {
      source.hide(key);
      unlisted.add(key);
    }
    if (kind === 'damage') {
      source.damage(key);
      unlisted.add(key);
    }
    if (kind === 'insert-old') insertBefore(call);
  }

  function insertBefore({ startedAt }: Call): void {
    const key = nextKey();
    const time = startedAt === null ? clock.now() : microsecondsOf(startedAt) / 1000 - 1;
    unlisted.add(key);
    source.put(endedCall(key, time));
  }

  function setFaults(kind: string): void {
    if (kind in failures) source.fail(failures[kind] ?? null);
    if (kind === 'up' || kind === 'disk-full') isDiskFull = kind === 'disk-full';
    if (kind === 'show') source.hide();
    if (kind === 'repair') source.damage();
  }

  function apply(event: Event): void {
    const { kind } = event;
    if ('count' in event) arrive(event.count, creators[kind]);
    const call = 'pick' in event ? at(event.pick) : undefined;
    if (call) applyTo(call, kind);
    setFaults(kind);
  }

  const unlessFull = <T>(write: () => Promise<T>): Promise<T> =>
    isDiskFull ? Promise.reject(new Error('The disk is full.')) : write();

  return {
    arrive,
    apply,
    calmDown() {
      setFaults('up');
      setFaults('show');
      setFaults('repair');
    },
    /** Living calls that are missing although the coverage says that all up to its time are there. */
    missing(sync: SyncProcess): string[] {
      const { asOf = null, completeBackTo = null } = sync.coverageOf('BUTTER') ?? {};
      if (completeBackTo === null || asOf === null) return [];
      const kept = new Set(store.calls().map(nativeKeyOf));
      const time = microsecondsOf(asOf);
      const due = source.calls().filter(call => timeOf(call) < time && !unlisted.has(nativeKeyOf(call)));
      return due.map(nativeKeyOf).filter(key => !kept.has(key));
    },
    removedAlive,
    store: {
      ...store,
      writePage: (...given) => unlessFull(() => store.writePage(...given)),
      writeState: (...given) => unlessFull(() => store.writeState(...given)),
      removeCalls: (name, keys, state) =>
        unlessFull(() => {
          removedAlive.push(...keys.filter(source.has));
          return store.removeCalls(name, keys, state);
        }),
    } satisfies IndexStore,
  };
}

const byKey = (calls: readonly Call[]): readonly Call[] =>
  [...calls].sort((a, b) => (nativeKeyOf(a) < nativeKeyOf(b) ? -1 : 1));

test('whatever happens, an index ends equal to its source, and loses no living call', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async given => {
      const store = createFakeStore();
      const { source, world } = await play(given, store);
      expect(byKey(store.calls())).toEqual(byKey(source.calls()));
      expect(world.removedAlive).toEqual([]);
    }),
    {
      numRuns: Number(process.env['RUNS'] ?? 60),
      // A page behind calls that have not started is read again just as new calls are on it.
      examples: [
        [
          {
            calls: 1,
            pageSize: 1,
            places: 'keyset',
            placeLifeMs: Number.POSITIVE_INFINITY,
            latencyMs: 1,
            headIntervalMs: 5_000,
            steps: [
              { event: { kind: 'waiting', count: 2 }, waitMs: 23_503 },
              { event: { kind: 'arrive', count: 2 }, waitMs: 6_000 },
            ],
          },
        ],
      ],
    },
  );
});

test('so does one in a file, which answers each request as one in memory', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async given => {
      const fake = createFakeStore();
      const differences: unknown[] = [];
      const { store, rows, calls } = createStore(libsqlIn(scratchFolder()));
      await store.openAccount('BUTTER', 'an-account');
      const { source } = await play(given, {
        ...fake,
        ...createPairedStore(store, fake, answers => differences.push(answers)),
      });
      const kept = await calls.callsAt(
        [...Array(rows.columns.rowCount).keys()].filter(row => rows.columns.source[row] !== 0),
      );
      expect(byKey(kept.flatMap(read => read?.call ?? []))).toEqual(byKey(source.calls()));
      expect(differences).toEqual([]);
      await store.close();
    }),
    { numRuns: Math.ceil(Number(process.env['RUNS'] ?? 60) / 6) },
  );
});
