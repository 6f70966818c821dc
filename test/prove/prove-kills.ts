import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { startBurkiSandbox, startButterSandbox } from '../../src/sandbox/index.ts';
import { callsOf } from '../call-index/in-memory-index.ts';
import { arbitraryChange, createChangingCalls, keyOf } from './changing-calls.ts';
import { createShiftedClock, type GatewayProcess, startGateway } from './gateway-process.ts';
import { account, type IndexStorage } from './index-storage.ts';
import { differencesOf, inventedIn, unprovenIn } from './stored-calls.ts';
import { report, seed, trials } from './settings.ts';
import { createFaults, faultNames, type Phase, watchRequests } from './upstream-faults.ts';

const minute = 60_000;
const hour = 60 * minute;

const walkEveryMs = minute;

const change = arbitraryChange({
  // Most of them now, so that they go on and their ends are looked for.
  startedAt: fc
    .oneof(fc.integer({ min: 0, max: minute }), fc.integer({ min: 0, max: 400 * 24 * hour }))
    .map(age => Date.now() - age),
  removals: 0,
});

const arbitraryKill = fc.record({
  /** Milliseconds by which the clock is set ahead before it. */
  downMs: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: walkEveryMs, max: 10 * walkEveryMs }) },
    { weight: 1, arbitrary: fc.integer({ min: hour, max: 30 * hour }) },
  ),
  before: fc.array(change, { maxLength: 12 }),
  during: fc.array(change, { maxLength: 12 }),
  removed: fc.array(fc.nat(), { maxLength: 2 }),
  fault: fc.constantFrom(...faultNames),
  phase: fc.constantFrom('START' as const, 'HEAD', 'WALK', 'WALK', 'WALK', 'RECHECK', 'DELETION', 'DELETION'),
  /** How many requests of the phase are made before it. */
  nth: fc.nat({ max: 4 }),
  /** Share of the time until it strikes, after that request. */
  late: fc.double({ min: 0, max: 1, noNaN: true }),
  hitsLeader: fc.constantFrom(true, true, false),
});

type Kill = typeof arbitraryKill extends fc.Arbitrary<infer T> ? T : never;

/** Time after its start within which a gateway is killed in the phase `START`. */
const startMs = 2_000;
/** Time after a request within which a gateway has written what came of it. */
const writeMs = 150;
/** Time after the first request of a gateway within which it comes to a phase, unless nothing is due. */
const patienceMs = 4_000;

/** Kills gateways over sources that change and fail, and compares the index with these after each kill and at the end. */
export async function proveKills(storage: IndexStorage): Promise<void> {
  report(`kills: PROVE_SEED=${seed}`);
  const world = await openWorld(storage);
  const kills = fc.sample(arbitraryKill, { seed, numRuns: trials(50) });
  const struck: string[] = [];
  for (const kill of kills) struck.push(await world.strike(kill));
  report(`${kills.length} kills struck in ${JSON.stringify(countsOf(struck))}`);
  await world.expectTruth();
}

const countsOf = (words: readonly string[]) =>
  Object.fromEntries([...new Set(words)].map(word => [word, words.filter(other => other === word).length]));

async function openWorld(storage: IndexStorage) {
  const clock = createShiftedClock();
  const now = () => new Date(clock.now());
  const butter = await startButterSandbox({ calls: 1_500, seed, now });
  const burki = await startBurkiSandbox({ calls: 2_500, seed, now });
  onTestFinished(async () => void (await Promise.all([butter.close(), burki.close()])));
  const poisonedId = burki.calls.at(700)?.id ?? 0;
  const poisonedKey = `BURKI:${poisonedId}`;
  const world = createChangingCalls({ butter, burki, now: clock.now, isFixed: key => key === poisonedKey });
  const onRequest = watchRequests({ butter, burki }, key => world.calls.has(key));
  const playFault = createFaults({ butter, burki }, poisonedId);
  const running = new Map<number, GatewayProcess>();
  let newest = 0;
  let stored: ReadonlyMap<string, Call> = new Map();

  const settingsOf = (replica: number) => ({
    BUTTER_URL: butter.url,
    BUTTER_API_KEY: butter.apiKey,
    BUTTER_ACCOUNT: account,
    BUTTER_RPS: 'off',
    BURKI_URL: burki.url,
    BURKI_API_KEY: burki.apiKey,
    BURKI_ACCOUNT: account,
    INDEX_WALK_EVERY: String(walkEveryMs),
    ...storage.settingsOf(replica),
  });

  function startAll(): void {
    for (let replica = 0; replica < storage.replicas; replica += 1) {
      if (running.has(replica)) continue;
      running.set(replica, startGateway(clock, settingsOf(replica)));
      newest = replica;
    }
  }

  async function endOf(replica: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    running.get(replica)?.signal(signal);
    expect(await running.get(replica)?.ended).toBe(signal === 'SIGKILL' ? signal : 0);
    running.delete(replica);
  }

  /** Kills a replica, and returns its part. */
  async function killOne({ phase, hitsLeader }: Kill): Promise<string> {
    const leader = await storage.leader();
    const other = ((leader ?? newest) + 1) % storage.replicas;
    const victim = phase === 'START' || leader === null ? newest : hitsLeader ? leader : other;
    await endOf(victim, 'SIGKILL');
    return victim === leader ? 'the leader' : 'another';
  }

  /** Expects that all calls are still there that exist, and only those that have existed, and all that is proven. */
  async function expectNothingLost(): Promise<void> {
    const index = await storage.read();
    const lost = [...stored.keys()].filter(key => world.calls.has(key) && !index.calls.has(key));
    const invented = inventedIn(index.calls, world);
    const unproven = unprovenIn(index, world, key => key === poisonedKey);
    expect({ lost, invented, unproven }).toEqual({ lost: [], invented: [], unproven: [] });
    stored = index.calls;
  }

  return {
    /** Kills a gateway, and returns its part and the phase of the last request before. */
    async strike(kill: Kill): Promise<string> {
      clock.advance(kill.downMs);
      world.apply([...kill.before, ...kill.removed.map(pick => ({ kind: 'REMOVE', pick }) as const)]);
      playFault(kill.fault);
      const moment = momentOf(kill, onRequest, () => world.apply(kill.during));
      startAll();
      const phase = await moment;
      const victim = await killOne(kill);
      await expectNothingLost();
      return storage.replicas === 1 ? phase : `${phase} of ${victim}`;
    },

    /** Lets gateways run until they have finished a walk of their own, and compares the stored calls with those of the sources. */
    async expectTruth(): Promise<void> {
      for (const replica of running.keys()) await endOf(replica, 'SIGKILL');
      playFault('NONE');
      clock.advance(10 * walkEveryMs);
      const since = clock.now();
      startAll();
      for (const gateway of running.values()) await expectProvenSince(gateway, since);
      for (const replica of running.keys()) await endOf(replica, 'SIGTERM');
      const { calls, states } = await storage.read();
      for (const { proof } of states.values()) expect(proof?.startedAt).toBeGreaterThanOrEqual(since);
      const truth = callsOf(butter, burki, clock.now()).filter(call => keyOf(call) !== poisonedKey);
      expect(differencesOf(calls, new Map(truth.map(call => [keyOf(call), call])))).toEqual([]);
      expect(calls.size).toBe(truth.length);
    },
  };
}

/** Waits for the moment of a kill, and returns the phase of the last request. */
async function momentOf(
  { phase, nth, late }: Kill,
  onRequest: ReturnType<typeof watchRequests>,
  onFirst: () => void,
): Promise<Phase | 'START'> {
  let last: Phase | 'START' = 'START';
  let left = nth;
  const moments = new EventEmitter();
  const first = once(moments, 'first');
  const reached = once(moments, 'reached');
  onRequest(requested => {
    if (last === 'START') onFirst();
    last = requested;
    moments.emit('first');
    if (requested === phase && left-- <= 0) moments.emit('reached');
  });
  if (phase === 'START') await delay(late * startMs);
  else {
    await first;
    await Promise.race([reached, delay(patienceMs)]);
    await delay(late * writeMs);
  }
  return last;
}

const coverage = '{ callSources { index { coverage { state provenAt } } } }';

async function expectProvenSince(gateway: GatewayProcess, since: number): Promise<void> {
  const isProven = ({ index }: { index: { coverage: { state: string; provenAt: string | null } } }) =>
    index.coverage.state === 'CURRENT' && Date.parse(index.coverage.provenAt ?? '') >= since;
  await expect
    .poll(async () => (await gateway.ask(coverage)).callSources.map(isProven), { interval: 200 })
    .toEqual([true, true]);
}
