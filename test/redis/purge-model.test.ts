import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallKeys } from '../../src/cache/purged-entries.ts';
import type { Call } from '../../src/domain/call.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, everything, expectSharing, openReplica, scope } from './replicas.ts';

const size = 2;
const replica = fc.nat({ max: 1 });
const index = fc.nat({ max: size - 1 });

const read = fc.record({
  kind: fc.constant('read' as const),
  replica,
  index,
  by: fc.constantFrom('key', 'sid', 'list'),
});
const deliver = fc.record({ kind: fc.constant('deliver' as const), which: fc.nat({ max: 5 }) });
const purged = fc.record({ replica, index, by: fc.constantFrom('key', 'sid', 'all') });
/** The source has corrected what is purged; `meanwhile` requests are answered before the purges return. */
const purge = fc.record({
  kind: fc.constant('purge' as const),
  purges: fc.array(purged, { minLength: 1, maxLength: 2 }),
  meanwhile: fc.nat({ max: 3 }),
});
const steps = fc.array(fc.oneof(read, read, deliver, deliver, purge), { minLength: 5, maxLength: 30 });

type Step = (typeof steps extends fc.Arbitrary<infer T> ? T : never)[number];
type Purged = typeof purged extends fc.Arbitrary<infer T> ? T : never;
type Replica = ReturnType<ReturnType<typeof openReplica>['open']>;

/** Plays the steps over two replicas; returns each answer that is older than a purge which had returned before. */
async function play(
  list: readonly Step[],
  world: ReturnType<typeof createWorld>,
  replicas: readonly Replica[],
) {
  const least = world.versions.map(() => 0);
  const reads: Promise<void>[] = [];
  const outdated: string[] = [];

  async function check(answer: Promise<readonly Call[]>, step: Step): Promise<void> {
    const atLeast = [...least];
    for (const { databaseId, turnCount } of await answer)
      if ((turnCount ?? 0) < (atLeast[Number(databaseId)] ?? 0)) outdated.push(JSON.stringify(step));
  }

  async function answerTo({ cached }: Replica, by: string, at: number): Promise<readonly Call[]> {
    if (by === 'list') return (await cached.listCalls(everything, scope)).rows.map(({ call }) => call);
    const call = by === 'key' ? cached.findCall(`${at}`, scope) : cached.findCallBySid?.(`CA:${at}`, scope);
    return [await call].flatMap(found => found ?? []);
  }

  async function purgeBy({ replica, by, index }: Purged): Promise<void> {
    const corrected = world.versions.flatMap((_, each) => (by === 'all' || each === index ? [each] : []));
    for (const each of corrected) world.change(each);
    const versions = [...world.versions];
    // On a busy machine Redis may seem lost: only a confirmed purge promises anything.
    if (!(await replicas[replica]?.store.purge(callsOf(by, index))))
      await expect.poll(() => replicas[replica]?.store.purge(callsOf(by, index))).toBe(true);
    for (const each of corrected) least[each] = Math.max(least[each] ?? 0, versions[each] ?? 0);
  }

  for (const step of list) {
    const chosen = step.kind === 'read' ? replicas[step.replica] : undefined;
    if (step.kind === 'deliver') world.deliver(step.which);
    else if (step.kind === 'purge') {
      const purges = step.purges.map(purgeBy);
      for (let count = 0; count < step.meanwhile; count += 1) world.deliver();
      await Promise.all(purges);
    } else if (chosen) reads.push(check(answerTo(chosen, step.by, step.index), step));
    await world.tick();
  }
  await world.until(Promise.all(reads));
  return outdated;
}

function callsOf(by: string, at: number): CallKeys | null {
  if (by === 'all') return null;
  return by === 'key' ? { keys: [`${at}`], sids: [] } : { keys: [], sids: [`CA:${at}`] };
}

test.skipIf(withoutRedis)(
  'once a purge has returned, no replica returns a cached value that was fetched before it',
  async () => {
    const { url } = await startRedis();
    const processes = [openReplica(url), openReplica(url)];
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (list, hasPoorRows) => {
        runs += 1;
        const world = createWorld(size, hasPoorRows);
        const replicas = processes.map(({ open }) => open(`keyspace-${runs}`, world.source));
        for (const each of replicas) await connected(each);
        expect(await play(list, world, replicas)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  },
);

test.skipIf(withoutRedis)(
  'purges of single calls at the same moment leave every other entry in each replica',
  async () => {
    const { url, client } = await startRedis();
    const world = createWorld(3);
    const replicas = [openReplica(url), openReplica(url)].map(({ open }) => open('a-keyspace', world.source));
    for (const each of replicas) await connected(each);
    for (const { cached } of replicas) await world.until(cached.findCall('2', scope));
    const both = () =>
      Promise.all(replicas.map(({ store }, index) => store.purge({ keys: [`${index}`], sids: [] })));
    for (let round = 0; round < 20; round += 1) {
      await both();
      for (const each of replicas) await expectSharing(each, client);
      expect(replicas.map(({ store }) => store.peek('a-keyspace:call:2') !== undefined)).toEqual([
        true,
        true,
      ]);
    }
  },
);
