import { expect, test } from 'vitest';
import { openFrontDoor, plainLimits } from '../front-door.ts';

test('upstream responses above the byte budget of a client request fail the rest of it, and nothing else', async () => {
  const { ask, butter, cost } = await openFrontDoor({
    butter: { calls: 12 },
    gateway: { limits: { ...plainLimits, maxReceivedBytes: 450_000 } },
  });
  butter.play({
    fault: {
      kind: 'rewrite',
      // biome-ignore lint/suspicious/noExplicitAny: a call as the sandbox has it.
      change: (json: any) => ({ ...json, data: { ...json.data, end_reason: 'x'.repeat(100_000) } }),
    },
  });
  const calls = butter.calls
    .slice(0, 8)
    .map(({ call_sid: sid }, index) => `c${index}: callBySid(sid: "${sid}") { sid }`);
  const { data, errors } = await ask(`{ ${calls.join(' ')} }`);
  expect(calls.filter((_, index) => data[`c${index}`] !== null)).toHaveLength(4);
  expect(errors?.map(({ extensions }) => extensions)).toEqual(
    Array(4).fill({ code: 'QUERY_TOO_EXPENSIVE', retryable: false }),
  );
  cost();
  expect((await ask(`{ ${calls[0]} }`)).errors).toBeUndefined();
});

test('a client request whose byte budget is spent sends no more upstream requests', async () => {
  const { ask, cost } = await openFrontDoor({
    gateway: { limits: { ...plainLimits, maxReceivedBytes: 10 } },
  });
  const { errors } = await ask('{ callByDatabaseId(databaseId: 101) { sid transcript { text } } }');
  expect(errors?.[0]?.extensions['code']).toBe('QUERY_TOO_EXPENSIVE');
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
});
