import { expect, test } from 'vitest';
import { endedCall, failureOf, ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';
import { startOfTest } from './virtual-clock.ts';

const minute = 60_000;

/** An index of 60 calls, whose process was killed after ten seconds. */
async function openIndex() {
  const simulation = openSimulation({ pageSize: 20, latencyMs: 10 });
  simulation.source.put(...settledCalls(60));
  const sync = await simulation.start();
  await simulation.clock.advance(10_000);
  sync.kill();
  simulation.source.requests();
  return simulation;
}

const lookUpsIn = (requests: readonly string[]): string[] =>
  requests.filter(request => request.includes('call'));

test('the rows stay if new credentials find twenty of them, and know the first page', async () => {
  const { clock, source, store, notices, start } = await openIndex();
  const sync = await start({ credentials: 'another-key' });
  await clock.advance(4_000);
  const requests = source.requests();
  expect(lookUpsIn(requests)).toHaveLength(20);
  expect(requests.slice(20)).toEqual([expect.stringMatching(/first page$/)]);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 60 });
  expect(notices.map(({ type }) => type)).toEqual(['WALKED']);
  sync.kill();
  await start({ credentials: 'another-key' });
  await clock.advance(4_000);
  expect(lookUpsIn(source.requests())).toEqual([]);
  expect(store.state().credentials).toBe('another-key');
});

test('calls that arrived in between do not count against new credentials', async () => {
  const { clock, source, store, start } = await openIndex();
  await clock.advance(10 * minute);
  for (let index = 0; index < 30; index += 1) source.put(endedCall(`n${index}`, clock.now() - index * 1_000));
  const sync = await start({ credentials: 'another-key' });
  await clock.advance(4_000);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 90 });
  expect(store.state().proof?.number).toBe(1);
});

test('the index is built anew if new credentials do not find a sampled call', async () => {
  const { clock, source, store, notices, start } = await openIndex();
  for (const { sid } of source.calls()) source.remove(sid);
  source.put(
    ...Array.from({ length: 5 }, (_, index) => endedCall(`other${index}`, clock.now() - 1_000_000 - index)),
  );
  await start({ credentials: 'of-another-account' });
  await clock.advance(4_000);
  expect(
    store
      .calls()
      .map(({ sid }) => sid)
      .sort(),
  ).toEqual(['other0', 'other1', 'other2', 'other3', 'other4']);
  expect(lookUpsIn(source.requests())).toHaveLength(1);
  expect(notices.map(({ type }) => type)).toEqual(['WALKED', 'REBUILT', 'WALKED']);
});

test('the index is built anew if the first page has older calls that it does not know', async () => {
  const { clock, source, store, notices, start } = await openIndex();
  await clock.advance(10 * minute);
  const older = source.calls()[0];
  source.put(endedCall('unknown', Date.parse(older?.startedAt ?? '') + 500));
  await start({ credentials: 'of-a-wider-account' });
  await clock.advance(9_000);
  expect(notices.map(({ type }) => type)).toEqual(['WALKED', 'REBUILT', 'WALKED']);
  expect(store.calls()).toHaveLength(61);
  expect(store.state()).toMatchObject({ credentials: 'of-a-wider-account', proof: { number: 1 } });
});

test('a sampled call that always fails does not keep new credentials from the index', async () => {
  const { clock, source, store, start } = await openIndex();
  const [faulty] = await store.sampleKeys('BUTTER', 1);
  source.fail(request => (request === `call ${faulty}` ? failureOf('UPSTREAM_ERROR') : null));
  const sync = await start({ credentials: 'another-key' });
  await clock.advance(minute);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 60 });
  expect(store.state()).toMatchObject({ credentials: 'another-key', proof: { number: 1 } });
});

test('credentials for which every call fails find none, however often they are asked for', async () => {
  const { clock, source, store, start } = await openIndex();
  source.fail(request => (request.startsWith('call ') ? failureOf('UPSTREAM_ERROR') : null));
  await start({ credentials: 'another-key' });
  await clock.advance(1_000 * minute);
  expect(store.state().credentials).toBe('a-key');
  expect(store.calls()).toHaveLength(60);
  source.fail(null);
  await clock.advance(11 * minute);
  expect(store.state().credentials).toBe('another-key');
});

test('the check of new credentials begins anew after a kill', async () => {
  const { clock, source, store, start } = await openIndex();
  const sync = await start({ credentials: 'another-key' });
  await clock.advance(105);
  sync.kill();
  expect(store.state().credentials).toBe('a-key');
  await start({ credentials: 'another-key' });
  await clock.advance(4_000);
  expect(store.state().credentials).toBe('another-key');
  expect(source.requests().filter(request => request.includes('call'))).toHaveLength(31);
});

test('refused credentials stop the sync, which asks again every five minutes', async () => {
  const { clock, source, store, notices, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(6));
  source.fail(() => failureOf('UPSTREAM_AUTH'));
  const sync = await start();
  await clock.advance(16 * minute);
  expect(source.requests()).toEqual([
    '0.0 first page',
    '300.1 first page',
    '600.2 first page',
    '900.3 first page',
  ]);
  expect(sync.coverageOf('BUTTER')?.state).toBe('FAILED');
  expect(store.state().failure).toMatchObject({ kind: 'CREDENTIALS' });
  expect(notices.map(({ type }) => type)).toEqual(['FAILED']);
  source.fail(null);
  await clock.advance(5 * minute);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 6 });
  expect(notices.map(({ type }) => type)).toEqual(['FAILED', 'RECOVERED', 'WALKED']);
});

test.each(['call going', 'page after newer'])(
  'the refusal of a single %s stops nothing else',
  async refused => {
    const { clock, source, notices, start } = openSimulation({ pageSize: 1 });
    source.put(ongoingCall('going', startOfTest), endedCall('newer', startOfTest + 1));
    const sync = await start();
    await clock.advance(1_000);
    source.fail(request => (request === refused ? failureOf('UPSTREAM_AUTH') : null));
    source.put(endedCall('newest', startOfTest + 2));
    await clock.advance(10 * minute);
    const requests = source.requests();
    expect(requests).toContainEqual(expect.stringContaining(refused));
    expect(requests.filter(request => request.endsWith('first page')).length).toBeGreaterThan(115);
    expect(notices.map(({ type }) => type)).not.toContain('FAILED');
    expect(sync.coverageOf('BUTTER')?.state).not.toBe('FAILED');
  },
);
