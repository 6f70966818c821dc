import { expect, test } from 'vitest';
import { endedCall, settledCalls, waitingCall } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';
import { startOfTest } from './virtual-clock.ts';

test('an idle index of one page costs one request every five seconds, and nothing else', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(...settledCalls(3));
  const sync = await start();
  await clock.advance(21_000);
  expect(source.requests()).toEqual([
    '0.0 first page',
    '5.0 first page',
    '10.0 first page',
    '15.0 first page',
    '20.0 first page',
  ]);
  expect(store.calls()).toHaveLength(3);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 3 });
});

test('a new index reads each page once, and then counts', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, counts: true });
  source.put(...settledCalls(5));
  await start();
  await clock.advance(4_000);
  expect(source.requests()).toEqual([
    '0.0 first page',
    '0.1 page after c4',
    '0.2 page after c2',
    '0.3 count',
  ]);
  expect(store.state().sourceCount).toMatchObject({ sourceCalls: 5, indexCalls: 5 });
});

test.each([
  { calls: 20_000, pageSize: 100, pages: 200 },
  { calls: 20_000, pageSize: 1_000, pages: 20 },
])(
  'the walk of $calls calls in pages of $pageSize costs $pages requests',
  async ({ calls, pageSize, pages }) => {
    const { clock, source, store, start } = openSimulation({ pageSize, counts: true, latencyMs: 20 });
    source.put(...settledCalls(calls));
    const sync = await start();
    for (let at = 0; at < 60 && sync.coverageOf('BUTTER')?.state !== 'CURRENT'; at += 1)
      await clock.advance(100);
    const requests = source.requests();
    const [first, ...heads] = requests.filter(request => request.endsWith('first page'));
    expect(first).toBe('0.0 first page');
    expect(requests.length - heads.length).toBe(pages + 1);
    expect(heads.length).toBeLessThanOrEqual(clock.elapsed() / 5_000);
    expect(store.calls()).toHaveLength(calls);
  },
);

test('the newest end is read every five seconds while a walk goes on', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 1, latencyMs: 1_000 });
  source.put(...settledCalls(40));
  await start();
  await clock.advance(26_000);
  const heads = source.requests().filter(request => request.endsWith('first page'));
  expect(heads).toEqual([
    '0.0 first page',
    '5.0 first page',
    '10.0 first page',
    '15.0 first page',
    '20.0 first page',
    '25.0 first page',
  ]);
});

test('a new call costs the page behind the first one too, because the first one is not wholly known', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(6));
  await start();
  await clock.advance(4_900);
  source.requests();
  source.put(endedCall('new', startOfTest - 86_400_000 * 2 + 5_000));
  await clock.advance(9_000);
  expect(source.requests()).toEqual(['5.0 first page', '5.1 page after c6', '10.0 first page']);
  expect(store.calls()).toHaveLength(7);
});

test('a new walk begins with a reading of the newest end, and reads no page twice', async () => {
  const { clock, source, store, start } = openSimulation({
    pageSize: 2,
    counts: true,
    options: { headIntervalMs: 600_000, walkIntervalMs: 3_600_000 },
  });
  source.put(...settledCalls(5));
  await start();
  await clock.advance(3_500_000);
  source.requests();
  await clock.advance(500_000);
  expect(source.requests()).toEqual([
    '3600.0 first page',
    '3600.1 page after c4',
    '3600.2 page after c2',
    '3600.3 count',
  ]);
  expect(store.state().proof?.number).toBe(2);
});

test('requests are made one at a time', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 3 });
  source.put(...settledCalls(50));
  const sync = await start();
  await clock.advance(30_000);
  expect(sync.maxInFlight()).toBe(1);
});

test('calls that have not started hide no newer calls behind them', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(4), ...['w1', 'w2', 'w3'].map(waitingCall));
  const sync = await start();
  await clock.advance(4_000);
  source.requests();
  source.put(endedCall('new', clock.now()));
  await clock.advance(2_000);
  expect(store.calls()).toContainEqual(expect.objectContaining({ sid: 'new' }));
  expect(source.requests()).toEqual(['5.5 first page', '5.6 page after w2', '5.7 page after new']);
  await clock.advance(7_000);
  expect(source.requests()).toEqual(['11.0 first page', '11.1 page after w2']);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('calls that have not started cost two requests a second for their pages, and looks at growing pauses', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 2, latencyMs: 10 });
  source.put(...settledCalls(4), ...Array.from({ length: 60 }, (_, index) => waitingCall(`w${index}`)));
  const sync = await start();
  await clock.advance(3_600_000);
  const requests = source.requests();
  const looks = requests.filter(request => request.includes('call '));
  expect(looks.length).toBeLessThanOrEqual(60 * 5);
  expect(requests.length - looks.length).toBeLessThanOrEqual(2 * 3_600);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});
