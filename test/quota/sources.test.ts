import { expect, test } from 'vitest';
import { itemOf, openFrontDoor, plainLimits } from '../front-door.ts';

const health = '{ callSources { source state responseTime quota { requestsPerSecond waiting } } }';

test('a source reports its state and its quota without an upstream request', async () => {
  const { ask, cost } = await openFrontDoor({ requestsPerSecond: 7, off: ['BURKI'] });
  const quota = { requestsPerSecond: 7, waiting: 0 };
  const { callSources } = (await ask(health)).data;
  expect(itemOf(callSources, 'BUTTER')).toEqual({
    source: 'BUTTER',
    state: 'AVAILABLE',
    responseTime: null,
    quota,
  });
  expect(itemOf(callSources, 'BURKI')).toEqual({
    source: 'BURKI',
    state: 'NOT_CONFIGURED',
    responseTime: null,
    quota: { requestsPerSecond: null, waiting: 0 },
  });
  expect(cost()).toEqual([]);
  await ask('{ callBySid(sid: "call_abc123def456") { status } }');
  const butter = itemOf((await ask(health)).data.callSources, 'BUTTER');
  expect(butter.responseTime).toBeGreaterThan(0);
});

test('a source whose list keeps failing is degraded, one whose calls fail too is unavailable', async () => {
  const limits = { ...plainLimits, breaker: { failures: 2, windowMs: 10_000, openMs: 5_000 } };
  const { ask, burki } = await openFrontDoor({ gateway: { limits } });
  const burkiNow = async () => itemOf((await ask(health)).data.callSources, 'BURKI');
  burki.play({ route: 'list', fault: { kind: 'status', status: 500 } });
  for (let index = 0; index < 2; index += 1) await ask('{ calls { totalCount } }');
  expect(await burkiNow()).toMatchObject({ state: 'DEGRADED', quota: { requestsPerSecond: null } });
  burki.play({ fault: { kind: 'status', status: 500 } });
  for (let index = 0; index < 2; index += 1)
    await ask(`{ callByDatabaseId(databaseId: ${index + 1}) { sid } }`);
  expect(await burkiNow()).toMatchObject({ state: 'UNAVAILABLE' });
});
