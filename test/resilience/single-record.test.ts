import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { openFrontDoor, plainLimits } from '../front-door.ts';

const breaker = { failures: 5, windowMs: 10_000, openMs: 5_000 };
const limits = { ...plainLimits, attempts: 3, retryBaseMs: 1, breaker };

const call = (id: number, fields = 'status') => `{ callByDatabaseId(databaseId: ${id}) { ${fields} } }`;

/** Queries that need a request of each route by key, for one call and for another. */
const routes = {
  call: ['/calls/101', call(101), call(1002)],
  transcript: ['/calls/101/transcripts', call(101, 'transcript { text }'), call(1002, 'transcript { text }')],
  recording: ['/calls/101/recordings', call(101, 'recordings { url }'), call(1002, 'recordings { url }')],
} as const;

async function openWith(fault: Fault, suffix: string) {
  const door = await openFrontDoor({ gateway: { limits } });
  door.burki.play({ fault, matches: ({ url }) => url.split('?')[0]?.endsWith(suffix) ?? false });
  const requestsOf = async (query: string) => {
    await door.ask(query);
    return door.cost().filter(request => request.split('?')[0]?.endsWith(suffix)).length;
  };
  return { ...door, requestsOf };
}

describe.each(Object.entries(routes))('on the route %s', (_, [path, bad, good]) => {
  test('one record that is answered with 500 is asked twice at most, and others are not affected', async () => {
    const { ask, requestsOf } = await openWith({ kind: 'status', status: 500 }, path);
    expect(await requestsOf(bad)).toBe(2);
    for (let each = 0; each < 10; each += 1) {
      expect(await requestsOf(bad)).toBeLessThanOrEqual(2);
      expect((await ask(good)).errors).toBeUndefined();
    }
  });

  test.each<Fault>([{ kind: 'status', status: 503 }, { kind: 'reset' }])(
    'one record with another failure opens the breaker: %o',
    async fault => {
      const { ask, requestsOf } = await openWith(fault, path);
      for (let each = 0; each < 5; each += 1) await requestsOf(bad);
      expect((await ask(good)).errors?.[0]?.extensions).toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        retryAfter: 5,
      });
    },
  );
});

test('many records that are answered with 500 open the breaker', async () => {
  const { ask, burki } = await openFrontDoor({ gateway: { limits } });
  burki.play({ fault: { kind: 'status', status: 500 } });
  for (let id = 1; id <= 5; id += 1) await ask(call(id));
  expect((await ask(call(6))).errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});

test('a list that is answered with 500 opens the breaker at once', async () => {
  const { ask, burki, cost } = await openFrontDoor({ gateway: { limits } });
  burki.play({ route: 'list', fault: { kind: 'status', status: 500 } });
  const list = '{ calls(first: 5, filter: { sources: BURKI }) { edges { cursor } } }';
  await ask(list);
  expect(cost()).toHaveLength(3);
  await ask(list);
  await ask(list);
  expect(cost()).toHaveLength(2);
});
