import { expect, test } from 'vitest';
import { endedCall, failureOf, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';

const hour = 3_600_000;

const sidsOf = (calls: readonly { readonly sid: string }[]): string[] => calls.map(({ sid }) => sid).sort();

/** An index of settled calls whose process was killed, and 30 calls that arrived since. */
async function openDowntime() {
  const simulation = openSimulation({ pageSize: 5 });
  const { clock, source, start } = simulation;
  source.put(...settledCalls(20));
  const sync = await start();
  await clock.advance(10_000);
  sync.kill();
  await clock.advance(hour);
  for (let index = 0; index < 30; index += 1)
    source.put(endedCall(`n${index}`, clock.now() - hour + index * 1000));
  source.requests();
  return simulation;
}

test('calls that arrived while no process ran are read up to the first known page', async () => {
  const { clock, source, store, start } = await openDowntime();
  await start();
  await clock.advance(4_000);
  expect(source.requests()).toHaveLength(7);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('a process killed while it reads them leaves no gap', async () => {
  const { clock, source, store, start } = await openDowntime();
  const interrupted = await start();
  await clock.advance(250);
  interrupted.kill();
  expect(store.calls()).toHaveLength(30);
  const sync = await start();
  await clock.advance(50);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'BEHIND', asOf: '2026-03-09T10:00:05Z' });
  await clock.advance(4_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('nor do two, between which the clock was set back', async () => {
  const { clock, source, store, start } = await openDowntime();
  for (const [shiftMs, lifeMs] of [
    [0, 250],
    [-hour / 2, 450],
  ] as const) {
    clock.setWallClock(clock.now() + shiftMs);
    const interrupted = await start();
    await clock.advance(lifeMs);
    interrupted.kill();
  }
  await start();
  await clock.advance(4_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('a page that fails while they are read leaves no gap, and new calls do not wait for it', async () => {
  const { clock, source, store, start } = await openDowntime();
  source.fail(request => (request === 'first page' ? null : new Error('A faulty page.')));
  const sync = await start();
  await clock.advance(20_000);
  source.put(endedCall('newest', clock.now()));
  await clock.advance(120_000);
  expect(sidsOf(store.calls())).toContain('newest');
  expect(sync.coverageOf('BUTTER')?.state).toBe('BEHIND');
  source.fail(null);
  await clock.advance(120_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('a place refused while they are read leaves no gap', async () => {
  const { clock, source, store, start } = await openDowntime();
  const { readPage } = source.access.rows;
  let refusals = 3;
  const access = {
    ...source.access,
    rows: {
      async readPage(place: string | null, scope: Parameters<typeof readPage>[1]) {
        const page = await readPage(place, scope);
        if (!place?.includes('n15') || refusals === 0) return page;
        refusals -= 1;
        return null;
      },
    },
  };
  await start({ access });
  await clock.advance(120_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('a row that cannot be read does not hide those behind it', async () => {
  const { clock, source, store, start } = await openDowntime();
  source.damage('n22');
  await start();
  await clock.advance(4_000);
  const readable = sidsOf(source.calls()).filter(sid => sid !== 'n22');
  expect(sidsOf(store.calls())).toEqual(readable);
});

test('a long reading of new calls leaves rechecks and the walk their turns, and no gap', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 1, latencyMs: 1_000 });
  source.put(...settledCalls(10));
  const interrupted = await start();
  await clock.advance(5_500);
  interrupted.kill();
  source.put(...Array.from({ length: 100 }, (_, index) => endedCall(`n${100 + index}`, clock.now() + index)));
  const sync = await start();
  await clock.advance(90_000);
  expect(store.state().proof).not.toBeNull();
  expect(sync.coverageOf('BUTTER')?.asOf).toBe('2026-03-09T10:00:00Z');
  await clock.advance(240_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('a walk that reads the same new calls makes their reading no shorter', async () => {
  const { clock, source, store, start } = openSimulation({
    pageSize: 1,
    latencyMs: 1_000,
    options: { walkIntervalMs: 600_000 },
  });
  source.put(...settledCalls(10));
  const interrupted = await start();
  await clock.advance(60_500);
  interrupted.kill();
  await clock.advance(1_200_000);
  source.put(
    ...Array.from({ length: 60 }, (_, index) => endedCall(`n${100 + index}`, clock.now() - 100 + index)),
  );
  const sync = await start();
  for (let seconds = 0; seconds < 300; seconds += 1) {
    await clock.advance(1_000);
    if (store.calls().length < 70) expect(sync.coverageOf('BUTTER')?.asOf).toBe('2026-03-09T10:00:55Z');
  }
  expect(store.calls()).toHaveLength(70);
});

test('an interrupted walk starts over if the process was down for longer than a walk is worth', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, options: { walkIntervalMs: hour } });
  source.put(...settledCalls(10));
  const interrupted = await start();
  await clock.advance(350);
  interrupted.kill();
  await clock.advance(2 * hour);
  source.remove('c10');
  await start();
  await clock.advance(4_000);
  expect(store.state().proof).toMatchObject({ number: 2, startedAt: expect.any(Number) });
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('so does one whose source was down for so long', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, options: { walkIntervalMs: hour } });
  source.put(...settledCalls(10));
  await start();
  await clock.advance(350);
  source.fail(() => failureOf('UPSTREAM_UNAVAILABLE'));
  await clock.advance(2 * hour);
  source.remove('c10');
  source.fail(null);
  for (let waits = 0; waits < 700 && store.state().proof === null; waits += 1) await clock.advance(100);
  expect(store.state().proof).toMatchObject({ number: 2 });
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('a list that repeats its pages is not read for ever after an interruption', async () => {
  const { clock, source, start } = openSimulation({ latencyMs: 10 });
  source.put(...settledCalls(5_000));
  const sync = await start();
  await clock.advance(10_000);
  sync.kill();
  source.put(...Array.from({ length: 250 }, (_, index) => endedCall(`n${index}`, clock.now() + index)));
  const interrupted = await start();
  await clock.advance(15);
  interrupted.kill();
  const { readPage } = source.access.rows;
  const access = {
    ...source.access,
    rows: {
      async readPage(place: string | null, scope: Parameters<typeof readPage>[1], maxRows?: number) {
        const page = await readPage(place, scope, maxRows);
        return page && { ...page, next: place ?? page.next };
      },
    },
  };
  source.requests();
  await start({ access });
  await clock.advance(60_000);
  const [, ...further] = source.requests();
  const again = further.findIndex(request => request.endsWith('first page'));
  // A hundred at a time of twice the 5,200 calls that it gives, and of 10,000 more.
  expect(again).toBe(204);
});
