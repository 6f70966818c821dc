import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import type { CallIndexNotice } from '../../src/domain/call-index.ts';
import { type FrontDoor, type FrontDoorOptions, itemOf, openFrontDoor } from '../front-door.ts';
import { silentObserver } from '../silent-observer.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A gateway with an index in a file. */
async function openWithIndex(calls: number, walkEveryMs = 86_400_000, options: FrontDoorOptions = {}) {
  const path = join(scratchFolder(), 'calls.db');
  const notices: CallIndexNotice[] = [];
  const observer = { ...silentObserver, index: (notice: CallIndexNotice) => void notices.push(notice) };
  const index = { path, share: 0.5, walkEveryMs, keepDays: null };
  const door = await openFrontDoor({
    butter: { calls },
    burki: { calls },
    ...options,
    gateway: { ...options.gateway, index, observers: [observer] },
  });
  return { ...door, notices };
}

/** State and number of calls of the index of each source, as `CURRENT 120`. */
async function coverageOf({ ask }: Pick<FrontDoor, 'ask'>) {
  const { data } = await ask('{ callSources { source index { coverage { state callCount } } } }');
  const of = (name: string) => {
    const { state, callCount } = itemOf(data.callSources, name).index.coverage;
    return `${state} ${callCount}`;
  };
  return [of('BUTTER'), of('BURKI')];
}

/** Readings of the newest end, which come every five seconds. */
const isOfNewestEnd = (request: string): boolean =>
  /^(?:BUTTER \S+\?limit=100|BURKI \S+\?skip=0&limit=100)$/.test(request);

test('an index over sandboxes becomes current by exactly as many requests as their lists have pages', async () => {
  const door = await openWithIndex(2_500);
  await expect.poll(() => coverageOf(door)).toEqual(['CURRENT 2500', 'CURRENT 2500']);
  const requests = door.cost();
  const count = (pattern: RegExp) => requests.filter(request => pattern.test(request)).length;
  expect(count(/^BUTTER .*cursor=/)).toBe(24);
  expect(count(/^BURKI .*limit=1000/)).toBe(3);
  expect(count(/^BURKI .*\/count$/)).toBe(1);
  const newest = requests.filter(isOfNewestEnd).length;
  expect(newest).toBeGreaterThanOrEqual(1);
  expect(requests).toHaveLength(24 + 3 + 1 + newest);
  expect(door.notices.map(({ source, type }) => `${source} ${type}`).sort()).toEqual([
    'BURKI WALKED',
    'BUTTER WALKED',
  ]);
});

test('after a restart an index is current by one look at the newest end', async () => {
  const door = await openWithIndex(250);
  await expect.poll(() => coverageOf(door)).toEqual(['CURRENT 250', 'CURRENT 250']);
  await door.gateway.close();
  door.cost();
  const later = door.replica();
  await expect.poll(() => coverageOf(later)).toEqual(['CURRENT 250', 'CURRENT 250']);
  const read = () => Math.min(door.butter.requests.length, door.burki.requests.length);
  await expect.poll(read).toBeGreaterThanOrEqual(1);
  expect(door.cost().filter(request => !isOfNewestEnd(request))).toEqual([]);
});

/** The sids of the two longest calls that failed, as the index knows them. */
async function longestFailed({ ask }: Pick<FrontDoor, 'ask'>): Promise<string[]> {
  const { data, errors } = await ask(
    '{ calls(first: 2, filter: { statuses: FAILED }, orderBy: { field: DURATION }) { nodes { sid } } }',
  );
  expect(errors).toBeUndefined();
  return data.calls.nodes.map(({ sid }: { sid: string }) => sid);
}

test('an index follows what arrives, changes and goes, and asks for the last by key', async () => {
  const door = await openWithIndex(150, 1_000);
  const { butter, burki } = door;
  await expect.poll(() => coverageOf(door)).toEqual(['CURRENT 150', 'CURRENT 150']);
  const sid = butter.calls.at(-30)?.call_sid ?? '';
  const { id = 0, call_sid: otherSid = '' } = burki.calls.at(-30) ?? {};
  butter.change(sid, { status: 'failed', duration_seconds: 90_001 });
  burki.change(id, { status: 'failed', duration: 90_000 });
  const goneSid = butter.calls.at(-20)?.call_sid ?? '';
  const goneId = burki.calls.at(-20)?.id ?? 0;
  butter.remove(goneSid);
  burki.remove(goneId);
  for (let index = 0; index < 3; index += 1) {
    butter.arrive();
    burki.arrive();
  }
  door.cost();
  await expect.poll(() => coverageOf(door)).toEqual(['CURRENT 152', 'CURRENT 152']);
  const requests = door.cost();
  expect(requests).toContain(`BUTTER /api/calls/${goneSid}`);
  expect(requests).toContain(`BURKI /api/v1/calls/${goneId}`);
  await expect.poll(() => longestFailed(door)).toEqual([sid, otherSid]);
});

test('while it builds, no second has more of its requests than its share of the quota', async () => {
  const door = await openWithIndex(1_000, 86_400_000, { requestsPerSecond: 10, off: ['BURKI'] });
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const arrivals: number[] = [];
  door.butter.play({
    matches: ({ route }) => route === 'list' && arrivals.push(performance.now()) === 0,
    fault: { kind: 'hang' },
  });
  const state = async () => {
    const { data } = await door.ask('{ callSources { source index { coverage { state } } } }');
    return itemOf(data.callSources, 'BUTTER').index.coverage.state;
  };
  await expect.poll(state).toBe('CURRENT');
  delays.disable();
  const gaps = arrivals.slice(5).map((at, index) => at - (arrivals[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(3);
  // A busy machine may delay the first of two requests by as much as it was stalled.
  expect(Math.min(...gaps) + delays.max / 1e6).toBeGreaterThan(1_000);
});
