import { Big } from 'big.js';
import { expect, test } from 'vitest';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';

test('statistics cost no upstream request, and their figures are those of all calls', async () => {
  const { ask, calls, cost } = await openIndexedDoor();
  const { data, errors } = await ask(`{
    callStats {
      total {
        callCount endedCount completedCount completionRate
        duration { known sum mean min max p50: percentile(at: 0.5) p95: percentile(at: 0.95) }
        costs { currency unit known total perCall perMinute components { total } }
        convertedCost { currency total }
        interruptions { known sum }
      }
      groups { figures { callCount } }
      groupCount
      coverage { source state origin total }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(cost()).toEqual([]);
  const { total, groups, groupCount, coverage } = data.callStats;
  const known = calls().flatMap(({ duration }) => duration ?? []);
  expect(total).toMatchObject({
    callCount: 240,
    completedCount: calls().filter(({ status }) => status === 'COMPLETED').length,
    duration: {
      known: known.length,
      sum: known.reduce((sum, each) => sum.plus(each), new Big(0)).toNumber(),
      p95: known.sort((a, b) => a - b)[Math.ceil(known.length * 0.95) - 1],
    },
    interruptions: { known: 0, sum: null },
  });
  expect(total.completionRate).toBe(total.completedCount / total.endedCount);
  expect(total.costs).toMatchObject([
    { currency: 'EUR', unit: 'MONEY', components: null },
    { currency: 'USD', unit: 'MONEY' },
    { currency: null, unit: 'CREDITS' },
    // Some calls of the sandbox say no currency.
    { currency: null, unit: 'MONEY' },
  ]);
  expect(total.convertedCost).toBeNull();
  expect(groups).toEqual([{ figures: { callCount: 240 } }]);
  expect(groupCount).toBe(1);
  expect(coverage).toMatchObject([
    { source: 'BUTTER', state: 'COMPLETE', origin: 'INDEX', total: 120 },
    { source: 'BURKI', state: 'COMPLETE', origin: 'INDEX', total: 120 },
  ]);
});

test('costs are converted at the rates of the operator, exactly, and never added over currencies', async () => {
  const { ask } = await openIndexedDoor();
  const { data } = await ask(`{
    callStats(filter: { sources: [BUTTER] }) {
      total { costs { currency unit known total } convertedCost { currency unit known total } }
    }
  }`);
  const { costs, convertedCost } = data.callStats.total;
  expect(costs).toMatchObject([{ currency: null, unit: 'CREDITS' }]);
  expect(convertedCost).toEqual({
    currency: 'USD',
    unit: 'MONEY',
    known: costs[0].known,
    total: new Big(costs[0].total).times('0.01').toFixed(),
  });
});

const byDay = `query ($zone: String, $first: Int, $orderBy: CallStatsOrder) {
  callStats(groupBy: [SOURCE, STATUS], interval: DAY, timeZone: $zone, first: $first, orderBy: $orderBy) {
    groupCount
    groups { key { intervalStart intervalEnd source status direction hourOfDay } figures { callCount } }
  }
}`;

test('groups come by their span and then by most calls, and each call is in one of them', async () => {
  const { ask } = await openIndexedDoor();
  const { data } = await ask(byDay, { zone: 'America/St_Johns', first: 1000 });
  const { groups, groupCount } = data.callStats;
  expect(groups).toHaveLength(groupCount);
  const calls = groups.reduce(
    (sum: number, { figures }: { figures: { callCount: number } }) => sum + figures.callCount,
    0,
  );
  expect(calls).toBe(240);
  const starts = groups.map(
    ({ key }: { key: { intervalStart: string | null } }) => key.intervalStart ?? '9999',
  );
  expect(starts).toEqual([...starts].sort());
  expect(groups[0].key).toMatchObject({ direction: null, hourOfDay: null });
});

test('the groups are as many as asked for, in the order asked for', async () => {
  const { ask } = await openIndexedDoor();
  const { data } = await ask(byDay, { first: 3, orderBy: { field: 'CALL_COUNT' } });
  const { groups, groupCount } = data.callStats;
  expect(groups).toHaveLength(3);
  expect(groupCount).toBeGreaterThan(3);
  expect(groups[0].figures.callCount).toBeGreaterThanOrEqual(groups[1].figures.callCount);
});

test('a filter restricts the figures, and leaves out a source that it excludes', async () => {
  const { ask, calls } = await openIndexedDoor();
  const { data } = await ask(`{
    callStats(filter: { directions: [INBOUND] }, groupBy: [DIRECTION]) {
      groups { key { direction } figures { callCount } }
      coverage { source state origin }
    }
  }`);
  const inbound = calls().filter(({ direction }) => direction === 'INBOUND');
  expect(data.callStats.groups).toEqual([
    { key: { direction: 'INBOUND' }, figures: { callCount: inbound.length } },
  ]);
  expect(itemOf(data.callStats.coverage, 'BURKI')).toEqual({
    source: 'BURKI',
    state: 'EXCLUDED',
    origin: null,
  });
});

test('the agent of a key costs a request only where fields are selected that the key lacks', async () => {
  const { ask, cost } = await openIndexedDoor();
  const agents = (fields: string) =>
    ask(
      `{ callStats(groupBy: [AGENT], filter: { sources: [BURKI] }) { groups { key { agent { ${fields} } } } } }`,
    );
  const { data } = await agents('id source agentId name');
  expect(cost()).toEqual([]);
  const named = data.callStats.groups.filter(
    ({ key }: { key: { agent: object | null } }) => key.agent !== null,
  );
  expect(named.length).toBeGreaterThan(1);
  expect(named[0].key.agent).toMatchObject({ source: 'BURKI', name: expect.any(String) });
  const { errors } = await agents('name language');
  expect(errors).toBeUndefined();
  expect(cost()).toHaveLength(named.length);
});

test('an operation whose agents may cost too many requests is refused before it runs', async () => {
  const { ask, cost } = await openIndexedDoor({ gateway: { maxUpstreamRequests: 50 } });
  const query = (first: number, groupBy: string) =>
    ask(`{ callStats(groupBy: [${groupBy}], first: ${first}) { groups { key { agent { language } } } } }`);
  const { errors } = await query(60, 'AGENT');
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('With `first: 50` on `callStats` it would fit.'),
    extensions: { code: 'QUERY_TOO_EXPENSIVE' },
  });
  expect((await query(60, 'SOURCE')).errors).toBeUndefined();
  expect(cost()).toEqual([]);
});

test('a building index answers of the calls that it has, and says how far back they are complete', async () => {
  const { ask, memory } = await openIndexedDoor();
  const completeBackTo = '2026-03-01T00:00:00Z';
  const building = {
    state: 'BUILDING',
    callCount: 7,
    completeBackTo,
    reachedBackTo: null,
    asOf: '2026-11-27T10:00:00Z',
    provenAt: null,
  } as const;
  memory.coverage.BUTTER = { ...building, keepsFrom: null, damaged: 0, failure: null };
  const { data } = await ask(`{
    whole: callStats { ...Coverage }
    since: callStats(filter: { started: { from: "2026-03-01" } }) { ...Coverage }
  }
  fragment Coverage on CallStats { coverage { source state total index { state completeBackTo } } }`);
  const index = { state: 'BUILDING', completeBackTo };
  expect(itemOf(data.whole.coverage, 'BUTTER')).toEqual({
    source: 'BUTTER',
    state: 'PARTIAL',
    total: null,
    index,
  });
  expect(itemOf(data.since.coverage, 'BUTTER')).toMatchObject({ state: 'COMPLETE', index });
});

test("the last count by a source stands beside the index's own", async () => {
  const { ask, memory } = await openIndexedDoor();
  const verification = {
    source: 'BURKI',
    callCount: 120,
    sourceCallCount: 123,
    asOf: '2026-03-09T10:00:00Z',
  } as const;
  memory.statistics.verifications.push(verification);
  const { data } = await ask(`{
    all: callStats { ...V }
    butter: callStats(filter: { sources: [BUTTER] }) { ...V }
  }
  fragment V on CallStats { verification { source callCount sourceCallCount asOf } }`);
  expect(data.all.verification).toEqual([verification]);
  expect(data.butter.verification).toEqual([]);
});

test('percentiles of total and of groups are those that the operation selects, whatever their names', async () => {
  const { ask, memory } = await openIndexedDoor();
  const { data, errors } = await ask(
    `query ($at: Float!, $skipped: Boolean!) {
      callStats(groupBy: [SOURCE]) {
        total { duration { median: percentile(at: 0.5) ...P } turnCount { percentile(at: 0.25) } }
        groups { ...G }
      }
    }
    fragment G on CallStatsGroup { figures { d: duration { ...P } duration { percentile(at: 0.1) @skip(if: $skipped) } } }
    fragment P on CallDistribution { high: percentile(at: $at) }`,
    { at: 0.9, skipped: true },
  );
  expect(errors).toBeUndefined();
  expect(data.callStats.total.duration.high).toBeGreaterThan(data.callStats.total.duration.median);
  expect(memory.statistics.requests()).toMatchObject([
    {
      percentiles: {
        total: { duration: [0.5, 0.9], turnCount: [0.25] },
        groups: { duration: [0.9], turnCount: [] },
      },
    },
  ]);
});

test('a share that is none is an error of its field alone', async () => {
  const { ask } = await openIndexedDoor();
  const { data, errors } = await ask('{ callStats { total { duration { known percentile(at: 1) } } } }');
  expect(errors).toMatchObject([
    { path: ['callStats', 'total', 'duration', 'percentile'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(data.callStats.total.duration.known).toBeGreaterThan(0);
});

test('at most 20 different percentiles are computed for one query', async () => {
  const { ask } = await openIndexedDoor();
  const shares = (count: number) =>
    Array.from({ length: count }, (_, at) => `p${at}: percentile(at: ${(at + 1) / 100})`).join(' ');
  const query = (count: number) => ask(`{ callStats { total { duration { ${shares(count)} } } } }`);
  expect((await query(20)).errors).toBeUndefined();
  expect((await query(21)).errors?.[0]).toMatchObject({
    message: 'One query takes at most 20 different percentiles; this one has 21.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test.each([
  ['timeZone: "Mars/Olympus"', '`timeZone` takes the IANA name of a time zone, such as Europe/Berlin.'],
  ['timeZone: "+05:30"', '`timeZone` takes the IANA name of a time zone, such as Europe/Berlin.'],
  ['first: 0', '`first` takes 1 to 1000.'],
  ['first: 1001', '`first` takes 1 to 1000.'],
  ['groupBy: [SOURCE, STATUS, SOURCE]', '`groupBy` takes each dimension once; SOURCE is there twice.'],
  ['filter: { agents: [""] }', "`filter.agents` takes `VoiceAgent.id`s or the platforms' own agent keys."],
])('callStats(%s) is refused, and says what is accepted', async (args, message) => {
  const { ask, memory } = await openIndexedDoor();
  const { data, errors } = await ask(`{ callStats(${args}) { groupCount } }`);
  expect(data.callStats).toBeNull();
  expect(errors).toMatchObject([{ message, path: ['callStats'], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(memory.statistics.requests()).toEqual([]);
});

test('without an index there are no statistics, and the error names the setting', async () => {
  const { ask } = await openFrontDoor();
  const { data, errors } = await ask('{ callStats { groupCount } }');
  expect(data.callStats).toBeNull();
  expect(errors).toMatchObject([
    { message: expect.stringContaining('the setting INDEX'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test('equal statistics are computed once, and different ones of a query one after another', async () => {
  const { ask, memory } = await openIndexedDoor();
  await ask(`{
    a: callStats { groupCount }
    b: callStats { total { callCount } }
    c: callStats(interval: MONTH) { groupCount }
    d: callStats(interval: WEEK) { groupCount }
  }`);
  expect(memory.statistics.requests().map(({ interval }) => interval)).toEqual([null, 'MONTH', 'WEEK']);
  expect(memory.statistics.mostAtOnce).toBe(1);
});

test('statistics that fail do not take those after them along', async () => {
  const { ask, memory } = await openIndexedDoor();
  memory.statistics.failures = 1;
  const { data, errors } = await ask(
    '{ a: callStats { groupCount } b: callStats(interval: DAY) { groupCount } }',
  );
  expect(errors).toMatchObject([{ path: ['a'], extensions: { code: 'OVERLOADED', retryable: true } }]);
  expect(data).toMatchObject({ a: null, b: { groupCount: expect.any(Number) } });
});

test('the deadline ends a query that waits for statistics, and none is begun after it', async () => {
  const { ask, memory } = await openIndexedDoor({ gateway: { deadlineMs: 300 } });
  memory.statistics.isHeld = true;
  const { errors } = await ask('{ a: callStats { groupCount } b: callStats(interval: DAY) { groupCount } }');
  expect(errors).toMatchObject([
    { path: ['a'], extensions: { code: 'OVERLOADED', retryable: true } },
    { path: ['b'], extensions: { code: 'OVERLOADED', retryable: true } },
  ]);
  expect(memory.statistics.requests()).toHaveLength(1);
});

test('a response with statistics is never kept, and what it took of the index is explained', async () => {
  const { ask, memory } = await openIndexedDoor({ gateway: { explain: true } });
  for (let time = 0; time < 3; time += 1) {
    const { extensions } = await ask('{ callStats { groupCount } }');
    expect(extensions.explain.indexReads).toEqual([{ kind: 'STATISTICS', milliseconds: expect.any(Number) }]);
  }
  expect(memory.statistics.requests()).toHaveLength(3);
});
