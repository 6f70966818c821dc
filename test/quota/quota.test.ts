import { expect, test } from 'vitest';
import { type Answer, openFrontDoor, plainLimits } from '../front-door.ts';

const statusOf = (index: number) => `{ callBySid(sid: "call_${index}") { status } }`;
const many = (count: number) => Array.from({ length: count }, (_, index) => statusOf(index));

test('a request that waits for the quota is answered', async () => {
  const { ask, cost } = await openFrontDoor({ requestsPerSecond: 5 });
  const answers = await Promise.all(many(8).map(query => ask(query)));
  expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
  expect(cost()).toHaveLength(8);
});

test('a request whose deadline is before its turn fails at once, with the seconds to wait', async () => {
  const gateway = { deadlineMs: 1_500 };
  const { ask, cost } = await openFrontDoor({ way: 'fetch', requestsPerSecond: 2, gateway });
  const ended: Answer[] = [];
  const asked = many(10).map(query => ask(query));
  await Promise.all(asked.map(async answer => ended.push(await answer)));
  const answered = ended.filter(({ errors }) => !errors);
  const [refused] = ended.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions) ?? []);
  expect(refused).toMatchObject({
    code: 'UPSTREAM_RATE_LIMITED',
    source: 'BUTTER',
    retryable: true,
    retryAfter: expect.any(Number),
  });
  // The third one is answered a second later.
  expect(ended.findIndex(({ errors }) => errors)).toBeLessThan(ended.indexOf(answered[2] as Answer));
  // Four, or one more where a busy machine spreads the requests.
  expect(answered.length).toBeOneOf([4, 5]);
  expect(cost()).toHaveLength(answered.length);
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
    gateway: { deadlineMs: 4_000 },
  });
  butter.play({ times: 1, fault: { kind: 'status', status: 429, retryAfter: 7 } });
  expect((await ask(statusOf(1))).errors?.[0]?.extensions).toMatchObject({ retryAfter: 7 });
  cost();
  const next = await ask(statusOf(2));
  expect(next.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfter: 7 });
  expect(cost()).toEqual([]);
});

test('a source without a quota observes a 429 too', async () => {
  const { ask, burki, cost } = await openFrontDoor({ gateway: { deadlineMs: 4_000 } });
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
