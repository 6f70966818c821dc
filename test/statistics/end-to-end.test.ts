import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import { everyCall } from '../../src/domain/call-filter.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import type { StatsRequest } from '../../src/domain/call-stats.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { everything } from '../call-index/statistics/stats-of.ts';
import { statsByBruteForce } from '../call-index/statistics/stats-oracle.ts';
import { type FrontDoorOptions, itemOf, openFrontDoor } from '../front-door.ts';
import { openLibsqlDoor } from '../indexed-connection/libsql-door.ts';
import { answerOf, shares, statsQuery } from './stats-query.ts';

const costConversion = { currency: 'USD', rates: { CREDITS: '0.01', EUR: '1.1' } };

/** A gateway over both sandboxes whose index is current. */
const openCurrentDoor = (options: Pick<FrontDoorOptions, 'butter' | 'burki'>) =>
  openLibsqlDoor({ ...options, gateway: { costConversion, explain: true } });

const questions: readonly Partial<Pick<StatsRequest, 'filter' | 'groupBy' | 'interval' | 'timeZone'>>[] = [
  {},
  { groupBy: ['SOURCE', 'STATUS'] },
  { groupBy: ['AGENT'], interval: 'WEEK', timeZone: 'America/St_Johns' },
  { groupBy: ['DIRECTION', 'END_REASON', 'FLOW_NAME'] },
  { groupBy: ['HOUR_OF_DAY', 'DAY_OF_WEEK'], timeZone: 'Asia/Kathmandu' },
  { interval: 'HOUR', timeZone: 'Europe/Berlin', filter: { ...everyCall, duration: { min: 30, max: 300 } } },
  { interval: 'MONTH', filter: { ...everyCall, metadata: [{ key: 'outbound', value: null }] } },
];

test('statistics of an index on disk are those of a brute-force oracle, at no upstream request', async () => {
  const door = await openCurrentDoor({ butter: { calls: 300 }, burki: { calls: 300 } });
  for (const question of questions) {
    const { filter = everyCall, groupBy = [], interval = null, timeZone = 'UTC' } = question;
    const given = Object.fromEntries(Object.entries(filter).filter(([, criterion]) => criterion !== null));
    const { data, errors, extensions } = await door.ask(statsQuery, {
      filter: given,
      groupBy,
      interval,
      timeZone,
      first: 1_000,
    });
    expect(errors).toBeUndefined();
    const request = { ...everything, groupBy, interval, timeZone, conversion: costConversion };
    const percentiles = { total: shares, groups: shares };
    const matching = door.calls().filter(createMatcher(filter));
    expect(matching.length).toBeGreaterThan(0);
    expect(data.callStats).toEqual(answerOf(statsByBruteForce(matching, { ...request, percentiles })));
    expect(extensions.explain).toMatchObject({ upstreamRequests: [], indexReads: [{ kind: 'STATISTICS' }] });
  }
});

test("the source's own count stands beside that of the index, from which it differs by calls that it does not list", async () => {
  const door = await openCurrentDoor({ butter: { calls: 20 }, burki: { calls: 50, unlistedCalls: 3 } });
  const verified = async () =>
    (await door.ask('{ callStats { verification { source callCount sourceCallCount asOf } } }')).data
      .callStats.verification;
  await expect
    .poll(verified)
    .toEqual([{ source: 'BURKI', callCount: 50, sourceCallCount: 53, asOf: expect.any(String) }]);
});

test('a call that changes its status is counted once, in its new group', async () => {
  const door = await openCurrentDoor({ butter: { calls: 20 }, burki: { calls: 20 } });
  const statuses = async () => {
    const { data } = await door.ask(
      '{ callStats(groupBy: [STATUS], filter: { sources: [BURKI] }) { total { callCount } groups { key { status } figures { callCount } } } }',
    );
    return data.callStats;
  };
  const before = await statuses();
  const arrived = door.burki.arrive({ status: 'ongoing' });
  await expect.poll(async () => (await statuses()).total.callCount).toBe(before.total.callCount + 1);
  door.burki.change(arrived.id, { status: 'completed' });
  const countOf = (
    { groups }: { groups: { key: { status: string }; figures: { callCount: number } }[] },
    status: string,
  ) => groups.find(({ key }) => key.status === status)?.figures.callCount ?? 0;
  await expect
    .poll(async () => countOf(await statuses(), 'COMPLETED'))
    .toBe(countOf(before, 'COMPLETED') + 1);
  const after = await statuses();
  expect(after.total.callCount).toBe(before.total.callCount + 1);
  expect(countOf(after, 'IN_PROGRESS')).toBe(countOf(before, 'IN_PROGRESS'));
});

test('an index that is built anew answers of the calls that it has, and says so', async () => {
  const settings = { path: join(scratchFolder(), 'calls.db'), walkEveryMs: 86_400_000, keepDays: null };
  const createIndex: CreateIndex = sources => createCallIndex({ ...settings, sources, onNotice: () => {} });
  // Nothing listens there, so that the index of Butter stays empty.
  const urls = { BUTTER: 'http://127.0.0.1:9' };
  const door = await openFrontDoor({ urls, burki: { calls: 30 }, gateway: { createIndex } });
  const answer = async () =>
    (
      await door.ask(
        '{ callStats { total { callCount } coverage { source state index { state completeBackTo } } } }',
      )
    ).data.callStats;
  await expect.poll(async () => itemOf((await answer()).coverage, 'BURKI').state).toBe('COMPLETE');
  const { total, coverage } = await answer();
  expect(total.callCount).toBe(30);
  expect(itemOf(coverage, 'BUTTER')).toEqual({
    source: 'BUTTER',
    state: 'PARTIAL',
    index: { state: 'BUILDING', completeBackTo: null },
  });
});
