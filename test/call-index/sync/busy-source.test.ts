import { expect, test } from 'vitest';
import { instantOf } from '../../../src/domain/instant.ts';
import { simulateEndLags } from './end-lags.ts';
import { ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';

const minute = 60_000;

test('of five new calls a second, the end of each is in the index within seconds, at two requests a second', async () => {
  const { lags, requestsPerSecond } = await simulateEndLags(5);
  expect(lags.length).toBeGreaterThan(800);
  expect(lags[Math.floor(lags.length * 0.5)]).toBeLessThanOrEqual(6_000);
  expect(lags[Math.floor(lags.length * 0.99)]).toBeLessThanOrEqual(15_000);
  expect(requestsPerSecond).toBeLessThan(2);
});

test('a page with many calls that go on is read instead of each of them', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 5 });
  source.put(...settledCalls(5));
  for (let index = 0; index < 10; index += 1) source.put(ongoingCall(`going${index}`, clock.now() + index));
  await start();
  await clock.advance(2 * minute);
  const requests = source.requests().filter(request => !request.endsWith('first page'));
  expect(requests.filter(request => request.includes('call'))).toEqual([]);
  expect(requests.filter(request => request.endsWith('page after going5')).length).toBeGreaterThan(8);
  source.change('going1', { status: 'COMPLETED', endedAt: instantOf(clock.now() * 1000) });
  await clock.advance(15_000);
  expect(store.calls()).toEqual(expect.arrayContaining([...source.calls()]));
});
