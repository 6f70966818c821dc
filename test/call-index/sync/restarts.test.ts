import { expect, test } from 'vitest';
import { endedCall, settledCalls } from './simulated-source.ts';
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
