import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { readFailure, writeFailure } from '../../src/cache/shared-failure.ts';
import { type CallErrorCode, SwitchboardError } from '../../src/domain/errors.ts';
import { requestScope } from '../request-scope.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, openReplica, scope } from './replicas.ts';

const isDown = new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Burki is not available just now.', {
  source: 'BURKI',
  retryable: true,
  retryAfter: 7,
  status: 503,
});

/** Three replicas over a source whose requests end as a test says. */
async function openReplicas() {
  const { url, client } = await startRedis();
  const underWay: { fail(failure: Error): void }[] = [];
  let requests = 0;
  const source = {
    ...createWorld(1).source,
    findCall: () => {
      requests += 1;
      return new Promise<never>((_, reject) => underWay.push({ fail: reject }));
    },
  };
  const replicas = [0, 1, 2].map(() => openReplica(url).open('a-keyspace', source));
  for (const replica of replicas) await connected(replica);
  const reads = async () =>
    Number(/cmdstat_mget:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);

  /** Starts a read in each replica, and waits until two of them wait for the third. */
  async function readAll(first = scope) {
    const [one, ...others] = replicas.map(
      ({ cached }, index) =>
        () =>
          cached.findCall('0', index === 0 ? first : scope).catch((failure: SwitchboardError) => failure),
    );
    const began = requests;
    const results = [one?.()];
    await expect.poll(() => requests).toBe(began + 1);
    results.push(...others.map(read => read()));
    const before = await reads();
    await expect.poll(reads).toBeGreaterThan(before + 10);
    return results;
  }
  return { readAll, underWay, requests: () => requests, client };
}

test.skipIf(withoutRedis)(
  'a failure is shared by the processes that wait for the same fetch, and by no later one',
  async () => {
    const { readAll, underWay, requests } = await openReplicas();
    for (let round = 1; round <= 2; round += 1) {
      const results = await readAll();
      underWay.splice(0)[0]?.fail(isDown);
      for (const failure of await Promise.all(results))
        expect(failure).toMatchObject({
          code: 'UPSTREAM_UNAVAILABLE',
          message: isDown.message,
          details: { source: 'BURKI', retryable: true, retryAfter: 7 },
        });
      expect(requests()).toBe(round);
    }
  },
);

test.skipIf(withoutRedis)('a failure of the client that left is not shared', async () => {
  const { readAll, underWay, requests } = await openReplicas();
  const leaving = createCancellation();
  const results = await readAll(requestScope({ cancellation: () => leaving }));
  leaving.cancel(new Error('The client has left.'));
  underWay.splice(0)[0]?.fail(isDown);
  await expect.poll(requests).toBeGreaterThan(1);
  await expect.poll(() => underWay.length).toBe(2);
  for (const { fail } of underWay.splice(0)) fail(isDown);
  await Promise.all(results);
});

test('a failure that is written is read as clients see it, unless it concerns one process alone', () => {
  const code = fc.constantFrom<CallErrorCode>(
    'UPSTREAM_TIMEOUT',
    'UPSTREAM_AUTH',
    'UPSTREAM_RATE_LIMITED',
    'OVERLOADED',
    'RATE_LIMITED',
    'QUERY_TOO_EXPENSIVE',
  );
  const details = fc.record(
    {
      retryable: fc.boolean(),
      retryAfter: fc.nat(),
      rejectedBy: fc.constantFrom('breaker' as const, 'queue' as const, 'quota' as const),
    },
    { requiredKeys: ['retryable'] },
  );
  fc.assert(
    fc.property(
      code,
      fc.string({ maxLength: 100 }),
      details,
      fc.boolean(),
      (name, message, given, hasLeft) => {
        const cancellation = createCancellation();
        if (hasLeft) cancellation.cancel(new Error('The client has left.'));
        const failure = new SwitchboardError(name, message, { ...given, source: 'BUTTER' });
        const text = writeFailure(failure, cancellation);
        const isShared = name.startsWith('UPSTREAM_') && !given.rejectedBy && !hasLeft;
        expect(text !== null).toBe(isShared);
        if (text === null) return;
        expect(readFailure(text)).toMatchObject({
          code: name,
          message,
          details: { ...given, source: 'BUTTER' },
        });
      },
    ),
  );
});

test('any other text in Redis is no failure', () => {
  const whole = JSON.stringify({
    code: 'UPSTREAM_AUTH',
    message: 'It is.',
    source: 'BUTTER',
    retryable: false,
  });
  expect(readFailure(whole)).not.toBeNull();
  const broken = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .constantFrom('code', 'message', 'source')
      .chain(name =>
        fc
          .jsonValue()
          .map(value =>
            JSON.stringify({ ...JSON.parse(whole), [name]: typeof value === 'string' ? null : value }),
          ),
      ),
    fc.constant(whole.replace('It is.', 'x'.repeat(201))),
  );
  fc.assert(
    fc.property(broken, text => {
      expect(readFailure(text)).toBeNull();
    }),
  );
});
