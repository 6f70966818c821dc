import { describe, expect, test } from 'vitest';
import { type AccessOptions, openAccess } from '../../src/domain/caller.ts';
import type { SourceEvent } from '../../src/domain/source-event.ts';
import { type Entrance, entranceNames, openEntrance, post } from '../abuse/doors.ts';
import { asking, bearer, goodKey, otherKey } from '../access/asking.ts';
import { holdAnswers, patient } from '../front-door.ts';
import { silentObserver } from '../silent-observer.ts';

const access: AccessOptions = {
  ...openAccess,
  apiKeys: [
    { name: 'web', key: goodKey },
    { name: 'batch', key: otherKey },
  ],
};

interface Answered {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

async function ask({ send }: Entrance, key: string, sids: readonly string[]): Promise<Answered> {
  const fields = sids.map((sid, index) => `c${index}: callBySid(sid: "${sid}") { status }`);
  const headers = { 'content-type': 'application/json', ...bearer(key) };
  const response = await send(
    '/graphql',
    post(JSON.stringify({ query: `{ ${fields.join(' ')} }` }), headers),
  );
  return response.json();
}

const missing = (count: number, prefix = 'missing') =>
  Array.from({ length: count }, (_, index) => `call_${prefix}${index}`);

const codesOf = ({ errors = [] }: Answered) => errors.map(({ extensions }) => extensions['code']);

describe.each(entranceNames)('of two callers on one quota, through %s,', name => {
  test('one that asks for fifty missing calls at a time costs the other nothing but its turns', async () => {
    const entrance = await openEntrance(name, {
      requestsPerSecond: 10,
      gateway: { access, deadlineMs: 4_000 },
    });
    const floods = [1, 2, 3].map(flood => ask(entrance, goodKey, missing(50, `flood${flood}x`)));
    for (let index = 0; index < 12; index += 1)
      expect(await ask(entrance, otherKey, [`call_single${index}`])).not.toHaveProperty('errors');
    for (const answer of await Promise.all(floods))
      expect(codesOf(answer)).toContain('UPSTREAM_RATE_LIMITED');
  });

  test('one whose query fails for want of quota takes its waiting requests out of the queue', async () => {
    const entrance = await openEntrance(name, {
      requestsPerSecond: 10,
      gateway: { access, deadlineMs: 4_000 },
    });
    const answer = await ask(entrance, goodKey, missing(50));
    expect(codesOf(answer)).toEqual(Array(40).fill('UPSTREAM_RATE_LIMITED'));
    expect(entrance.door.gateway.stats().get('BUTTER')).toMatchObject({ queued: 0, inFlight: 0 });
    expect(entrance.door.cost()).toHaveLength(10);
  });

  test.each([
    ['without a cache', null],
    ['with a cache', { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false }],
  ])('one that joins the last of fifty requests takes its own turn, %s', async (_, cache) => {
    const entrance = await openEntrance(name, {
      requestsPerSecond: 5,
      gateway: { access, cache, deadlineMs: 20_000 },
    });
    const stats = () => entrance.door.gateway.stats().get('BUTTER');
    const flood = ask(entrance, goodKey, missing(40));
    await expect.poll(stats).toMatchObject({ queued: 35 });
    await ask(entrance, otherKey, ['call_missing39']);
    expect(stats()?.queued).toBeGreaterThan(20);
    expect(entrance.door.cost()).toContain('BUTTER /api/calls/call_missing39');
    await flood;
  });

  test('a request that both wait for goes on for the other', async () => {
    const entrance = await openEntrance(name, {
      requestsPerSecond: 10,
      gateway: { access, deadlineMs: 4_000 },
    });
    const shared = missing(25, 'shared');
    const other = ask(entrance, otherKey, shared);
    await expect.poll(() => entrance.door.gateway.stats().get('BUTTER')?.queued).toBe(15);
    const answer = await ask(entrance, goodKey, [...shared, ...missing(25)]);
    expect(codesOf(answer)).toContain('UPSTREAM_RATE_LIMITED');
    expect(await other).not.toHaveProperty('errors');
  });
});

describe.each(entranceNames)('a caller above UPSTREAM_PER_MINUTE, through %s,', name => {
  const limited = { gateway: { access: { ...access, upstreamPerMinute: 3 } } };

  test('gets RATE_LIMITED at its fields, and another caller does not', async () => {
    const entrance = await openEntrance(name, limited);
    const answer = await ask(entrance, goodKey, missing(5));
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual(
      Array(2).fill({ code: 'RATE_LIMITED', retryable: true, retryAfter: expect.any(Number) }),
    );
    expect(entrance.door.cost()).toHaveLength(3);
    expect(await ask(entrance, otherKey, missing(3))).not.toHaveProperty('errors');
    expect(entrance.door.cost()).toHaveLength(3);
  });

  test('still joins a request that another caller pays for', async () => {
    const events: string[] = [];
    const observer = { ...silentObserver, sourceEvent: ({ type }: SourceEvent) => void events.push(type) };
    const entrance = await openEntrance(name, {
      gateway: { ...patient, ...limited.gateway, observers: [observer] },
    });
    await ask(entrance, goodKey, missing(3));
    const release = holdAnswers(entrance.door.butter);
    const other = ask(entrance, otherKey, ['call_abc123def456']);
    await expect.poll(() => entrance.door.gateway.stats().get('BUTTER')?.inFlight).toBe(1);
    const answer = ask(entrance, goodKey, ['call_abc123def456']);
    await expect.poll(() => events).toEqual(['COALESCED']);
    release();
    expect(await answer).toEqual({ data: { c0: { status: 'COMPLETED' } } });
    await other;
  });

  test('is not charged for what never leaves, such as while a breaker is open', async () => {
    const breaker = { failures: 1, windowMs: 10_000, openMs: 60_000 };
    const limits = { ...patient.limits, breaker };
    const entrance = await openEntrance(name, { gateway: { ...limited.gateway, limits } });
    entrance.door.butter.play({ times: 1, fault: { kind: 'status', status: 503 } });
    for (const sid of missing(9))
      expect(codesOf(await ask(entrance, goodKey, [sid]))).toEqual(['UPSTREAM_UNAVAILABLE']);
    entrance.door.cost();
    const burki = ['sid-1', 'sid-2', 'sid-3'];
    expect(codesOf(await ask(entrance, goodKey, burki))).toEqual(['RATE_LIMITED']);
    expect(entrance.door.cost()).toHaveLength(2);
  });

  test('is charged for retries, and not for what is cached', async () => {
    const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
    const limits = { ...patient.limits, attempts: 2, retryBaseMs: 1 };
    const entrance = await openEntrance(name, { gateway: { ...limited.gateway, limits, cache } });
    entrance.door.burki.play({ times: 1, fault: { kind: 'status', status: 503 } });
    for (let index = 0; index < 5; index += 1)
      expect(await (await entrance.send('/graphql', asking(bearer(goodKey)))).json()).not.toHaveProperty(
        'errors',
      );
    expect(codesOf(await ask(entrance, goodKey, missing(2)))).toEqual(['RATE_LIMITED']);
  });
});
