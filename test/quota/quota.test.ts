import { expect, test } from 'vitest';
import { createQuota } from '../../src/upstream/quota.ts';
import { createRateLimiter } from '../../src/upstream/rate-limiter.ts';
import { openFrontDoor, plainLimits } from '../front-door.ts';
import { requestScope } from '../request-scope.ts';

const statusOf = (index: number) => `{ callBySid(sid: "call_${index}") { status } }`;
const many = (count: number) => Array.from({ length: count }, (_, index) => statusOf(index));

test('no interval of a second has more requests than the quota allows', async () => {
  const clock = () => performance.now();
  const blamed = { name: 'BUTTER', title: 'Butter' } as const;
  const quota = createQuota({ source: blamed, rateLimiter: createRateLimiter(5), clock });
  const scope = requestScope();
  const passed: number[] = [];
  const take = () => Promise.resolve(quota.acquire(scope)).then(() => passed.push(clock()));
  await Promise.all(Array.from({ length: 3 }, take));
  await Promise.all(Array.from({ length: 9 }, take));
  expect(passed).toHaveLength(12);
  const tooSoon = passed.filter((time, index) => time - (passed[index - 5] ?? -Infinity) < 995);
  expect(tooSoon).toEqual([]);
});

test('a request that waits for the quota is answered', async () => {
  const { ask, cost } = await openFrontDoor({ requestsPerSecond: 5 });
  const answers = await Promise.all(many(8).map(query => ask(query)));
  expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
  expect(cost()).toHaveLength(8);
});

test('a request whose deadline is before its turn fails at once, with the seconds to wait', async () => {
  const { ask, cost } = await openFrontDoor({ requestsPerSecond: 2, gateway: { deadlineMs: 1_500 } });
  const startedAt = performance.now();
  const asked = many(10).map(query => ask(query));
  const refused = await Promise.any(
    asked.map(async answer => {
      const { errors } = await answer;
      if (!errors) throw new Error('This one was answered.');
      return errors[0]?.extensions;
    }),
  );
  expect(performance.now() - startedAt).toBeLessThan(900);
  expect(refused).toMatchObject({
    code: 'UPSTREAM_RATE_LIMITED',
    source: 'BUTTER',
    retryable: true,
    retryAfter: expect.any(Number),
  });
  const answered = (await Promise.all(asked)).filter(({ errors }) => !errors);
  expect(answered).toHaveLength(4);
  expect(cost()).toHaveLength(4);
});

test('a query whose requests fit its deadline is answered in full', async () => {
  const { ask, cost } = await openFrontDoor({ requestsPerSecond: 10 });
  const query = `{ ${Array.from({ length: 14 }, (_, index) => `c${index}: callBySid(sid: "call_${index}") { status }`)} }`;
  expect((await ask(query)).errors).toBeUndefined();
  expect(cost()).toHaveLength(14);
});

test('after a 429 no request is sent until the Retry-After of the upstream', async () => {
  const { ask, butter, cost } = await openFrontDoor({
    requestsPerSecond: 10,
    gateway: { limits: plainLimits },
  });
  butter.play({ times: 1, fault: { kind: 'status', status: 429, retryAfter: 7 } });
  expect((await ask(statusOf(1))).errors?.[0]?.extensions).toMatchObject({ retryAfter: 7 });
  cost();
  const next = await ask(statusOf(2));
  expect(next.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfter: 7 });
  expect(cost()).toEqual([]);
});

test('a source without a quota observes a 429 too', async () => {
  const { ask, burki, cost } = await openFrontDoor();
  burki.play({ times: 1, fault: { kind: 'status', status: 429, retryAfter: 7 } });
  await ask('{ callByDatabaseId(databaseId: 101) { status } }');
  cost();
  const { errors } = await ask('{ callByDatabaseId(databaseId: 1001) { status } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfter: 7 });
  expect(cost()).toEqual([]);
});

test('while a breaker is open no request waits for the quota', async () => {
  const { ask, butter, cost } = await openFrontDoor({
    requestsPerSecond: 5,
    gateway: { limits: { ...plainLimits, breaker: { failures: 3, windowMs: 10_000, openMs: 5_000 } } },
  });
  butter.play({ fault: { kind: 'status', status: 500 } });
  for (let index = 0; index < 3; index += 1) await ask(statusOf(index));
  cost();
  const answers = await Promise.all(many(40).map(query => ask(query)));
  const codes = answers.map(({ errors }) => errors?.[0]?.extensions['code']);
  expect(new Set(codes)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
  expect(cost()).toEqual([]);
});
