import { expect, test } from 'vitest';
import { holdAnswers, itemOf, openFrontDoor, patient, plainLimits } from '../front-door.ts';

const limits = {
  ...plainLimits,
  attempts: 3,
  retryBaseMs: 2,
  // A busy machine takes its time for five failures.
  breaker: { failures: 5, windowMs: 60_000, openMs: 50 },
};
const noBreaker = { ...limits, breaker: { ...limits.breaker, failures: 10_000 } };

const statusOf = (sid: string) => `{ callBySid(sid: "${sid}") { status } }`;
const healthy = '{ callByDatabaseId(databaseId: 101) { status } }';

async function askMany(times: number, ask: (index: number) => Promise<{ errors: unknown }>): Promise<number> {
  let answered = 0;
  for (let index = 0; index < times; index += 1) if (!(await ask(index)).errors) answered += 1;
  return answered;
}

test('a total outage costs at most 1.2 attempts for each request that was needed', async () => {
  const { ask, butter, cost } = await openFrontDoor({
    butter: { calls: 1 },
    burki: { calls: 1 },
    gateway: { limits: noBreaker },
  });
  butter.play({ fault: { kind: 'status', status: 503 } });
  await askMany(100, index => ask(statusOf(`call_${index}`)));
  const attempts = cost().length;
  expect(attempts).toBeGreaterThan(100);
  expect(attempts).toBeLessThanOrEqual(120);
});

test('with 5 % random faults at least 99 % of the responses are complete', async () => {
  const { ask, butter } = await openFrontDoor({
    butter: { calls: 1 },
    burki: { calls: 1 },
    gateway: { limits },
  });
  butter.play({ probability: 0.05, fault: { kind: 'status', status: 500 } });
  expect(await askMany(300, () => ask(statusOf('call_abc123def456')))).toBeGreaterThanOrEqual(297);
});

test('an upstream that keeps failing gets no more requests, and fails fast with a retry time', async () => {
  const slowToRecover = { ...limits, breaker: { ...limits.breaker, openMs: 30_000 } };
  const { ask, butter, cost } = await openFrontDoor({
    butter: { calls: 1 },
    gateway: { limits: slowToRecover },
  });
  butter.play({ fault: { kind: 'status', status: 503 } });
  await askMany(20, () => ask(statusOf('call_abc123def456')));
  cost();
  const { errors } = await ask(statusOf('call_abc123def456'));
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: true,
  });
  const { retryAfter } = errors?.[0]?.extensions ?? {};
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(30);
  expect(cost()).toEqual([]);
});

test('an upstream that recovers is queried again', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 }, gateway: { limits } });
  const heal = butter.play({ fault: { kind: 'status', status: 503 } });
  await askMany(20, () => ask(statusOf('call_abc123def456')));
  heal();
  await expect
    .poll(async () => (await ask(statusOf('call_abc123def456'))).data.callBySid, {
      interval: 20,
    })
    .toEqual({ status: 'COMPLETED' });
});

test('a list that fails does not affect single calls', async () => {
  const { ask, burki } = await openFrontDoor({ burki: { calls: 1 }, gateway: { limits } });
  burki.play({ route: 'list', fault: { kind: 'status', status: 500 } });
  await askMany(10, () => ask('{ calls(first: 5, filter: { sources: BURKI }) { edges { cursor } } }'));
  expect((await ask(healthy)).data).toEqual({ callByDatabaseId: { status: 'COMPLETED' } });
});

test('an upstream that is down gets no requests on any route', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 }, gateway: { limits } });
  await butter.close();
  await askMany(10, () => ask(statusOf('call_abc123def456')));
  const { data } = await ask('{ calls(first: 5) { coverage { source state code } } }');
  expect(itemOf(data.calls.coverage, 'BUTTER')).toEqual({
    source: 'BUTTER',
    state: 'UNAVAILABLE',
    code: 'UPSTREAM_UNAVAILABLE',
  });
});

test('invalid requests of clients do not open the breaker', async () => {
  const { ask, butter, cost } = await openFrontDoor({ butter: { calls: 1 }, gateway: { limits } });
  butter.play({ fault: { kind: 'status', status: 422 } });
  await askMany(20, () => ask(statusOf('call_abc123def456')));
  expect(cost()).toHaveLength(20);
});

test('when the queue is full of waiting requests, one more is refused at once, and the other source answers', async () => {
  const narrow = { ...patient.limits, connections: 4, queue: 4 };
  const { ask, butter } = await openFrontDoor({
    butter: { calls: 1 },
    burki: { calls: 1 },
    gateway: { ...patient, limits: narrow },
  });
  const release = holdAnswers(butter);
  const codes: unknown[] = [];
  const waiting = Array.from({ length: 12 }, async (_, index) => {
    const { errors } = await ask(statusOf(`call_${index}`));
    codes.push(errors?.[0]?.extensions['code']);
  });
  expect((await ask(healthy)).data.callByDatabaseId).toEqual({ status: 'COMPLETED' });
  await expect.poll(() => codes).toEqual(Array(4).fill('OVERLOADED'));
  release();
  await Promise.all(waiting);
  expect(codes.slice(4)).toEqual(Array(8).fill(undefined));
});

test('the total time of a client request is bounded, however many attempts there are', async () => {
  // The deadline is long before the first attempt would time out.
  const { ask, butter, cost } = await openFrontDoor({
    butter: { calls: 1 },
    gateway: { limits, deadlineMs: 200 },
  });
  butter.play({ fault: { kind: 'hang' } });
  const { errors } = await ask(statusOf('call_abc123def456'));
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', source: 'BUTTER' });
  expect(cost()).toHaveLength(1);
});
