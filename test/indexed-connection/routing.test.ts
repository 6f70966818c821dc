import { describe, expect, test } from 'vitest';
import type { CallIndexCoverage } from '../../src/domain/call-index.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { currentCoverage, unreadCoverage } from '../call-index/in-memory-index.ts';
import type { Answer } from '../front-door.ts';
import { type IndexedDoor, openIndexedDoor, sidsIn } from './indexed-door.ts';

const originsIn = ({ data }: Answer): (string | null)[] => [
  ...new Set<string | null>(
    data.calls.coverage.flatMap(({ origin }: { origin: string | null }) => origin ?? []),
  ),
];

const building = (reachedBackTo: string): CallIndexCoverage => ({
  ...unreadCoverage,
  ...{ reachedBackTo, asOf: currentCoverage.asOf },
});
const failed: CallIndexCoverage = { ...currentCoverage, state: 'FAILED', failure: 'UPSTREAM_AUTH' };

const setCoverage = ({ memory }: IndexedDoor, coverage: CallIndexCoverage): void => {
  memory.coverage.BUTTER = coverage;
  memory.coverage.BURKI = coverage;
};

test.each<[string, object | null]>([
  ['no filter', null],
  ['an empty filter', {}],
  ['a filter by source', { sources: 'BUTTER' }],
  ['a start, since which the calls are the newest', { started: { from: '2024-01-01' } }],
  [
    'what Burki applies whole',
    { sources: 'BURKI', statuses: 'COMPLETED', duration: { min: 60 }, started: { before: '2100-01-01' } },
  ],
])('a list with %s is answered by the sources, because they are fresher', async (_, filter) => {
  const door = await openIndexedDoor();
  const answer = await door.page({ first: 5, filter });
  expect(sidsIn(answer)).toHaveLength(5);
  expect(originsIn(answer)).toEqual(['SOURCE']);
  expect(door.cost()).not.toEqual([]);
});

test.each<[string, object | null, object]>([
  ['a status, by which Butter has no filter', { statuses: 'COMPLETED' }, {}],
  ['a start before which Butter has to be scanned', { started: { before: '2100-01-01' } }, {}],
  ['a fraction of a second, which Burki does not know', { sources: 'BURKI', duration: { min: 0.5 } }, {}],
  ['names of agents', { agentNames: ['ServiceBot'] }, {}],
  ['an order, be it the usual one', null, { orderBy: {} }],
  ['the last calls', null, { last: 5 }],
])('a list with %s is answered by the index, at no request', async (_, filter, args) => {
  const door = await openIndexedDoor();
  const answer = await door.page({ first: 'last' in args ? null : 5, filter, ...args });
  expect(sidsIn(answer)).toHaveLength(5);
  expect(originsIn(answer)).toEqual(['INDEX']);
  expect(door.cost()).toEqual([]);
});

describe('while the index is built', () => {
  const filter = { statuses: 'COMPLETED' };
  const since = (from: string) => ({ ...filter, started: { from } });

  test.each<[string, object, object, string]>([
    ['any time', filter, {}, 'SOURCE'],
    ['before the walk', since('2024-02-01'), {}, 'SOURCE'],
    ['where the walk stands, of which a call may be unread', since('2024-02-02T10:00:00Z'), {}, 'SOURCE'],
    ['after the walk passed', since('2024-02-02T10:00:00.000001Z'), {}, 'INDEX'],
    ['any time, in the usual order', {}, { orderBy: {} }, 'SOURCE'],
    ['any time, in another order', {}, { orderBy: { field: 'DURATION' } }, 'INDEX'],
  ])('calls since %s are listed by whoever has them', async (_, given, args, origin) => {
    const door = await openIndexedDoor();
    setCoverage(door, building('2024-02-02T10:00:00Z'));
    const answer = await door.page({ first: 5, filter: given, ...args });
    expect(answer.errors).toBeUndefined();
    expect(originsIn(answer)).toEqual([origin]);
  });

  test('a list that only the index can answer is partial, and its total is not known', async () => {
    const door = await openIndexedDoor();
    setCoverage(door, building('2024-02-02T10:00:00Z'));
    const { data } = await door.page({ first: 5, orderBy: { field: 'DURATION' } });
    expect(data.calls.edges).toHaveLength(5);
    expect(data.calls.totalCount).toBeNull();
    for (const coverage of data.calls.coverage)
      expect(coverage).toMatchObject({
        ...{
          state: 'PARTIAL',
          code: null,
          origin: 'INDEX',
          total: null,
          reachedBackTo: '2024-02-02T10:00:00Z',
        },
        index: { state: 'BUILDING', completeBackTo: null },
      });
    expect(door.cost()).toEqual([]);
  });

  test('a list is left to the sources until the newest end has been read, of which the walk knows nothing', async () => {
    const door = await openIndexedDoor();
    setCoverage(door, { ...building('2024-02-02T10:00:00Z'), asOf: null });
    expect(originsIn(await door.page({ first: 5, filter: since('2024-03-01') }))).toEqual(['SOURCE']);
  });

  test('a list of a span that it holds already is complete, with its total', async () => {
    const door = await openIndexedDoor();
    setCoverage(door, building('2023-01-01T00:00:00Z'));
    const { data } = await door.page({ first: 5, filter: since('2024-01-01') });
    const matching = door
      .calls()
      .filter(({ status, startedAt }) => status === 'COMPLETED' && (startedAt ?? '') > '2024');
    expect(data.calls.totalCount).toBe(matching.length);
    for (const coverage of data.calls.coverage)
      expect(coverage).toMatchObject({ state: 'COMPLETE', origin: 'INDEX' });
  });
});

test('an index that drops old calls answers for a span that it keeps, and leaves any other to the sources', async () => {
  const door = await openIndexedDoor();
  setCoverage(door, { ...currentCoverage, keepsFrom: '2024-01-01T00:00:00Z' });
  const list = (from: string) =>
    door.page({ first: 5, filter: { statuses: 'COMPLETED', started: { from } } });
  expect(originsIn(await list('2024-01-01'))).toEqual(['INDEX']);
  expect(originsIn(await list('2023-12-31'))).toEqual(['SOURCE']);
  const { data } = await door.page({ first: 5, orderBy: { field: 'DURATION' } });
  expect(data.calls.totalCount).toBeNull();
  for (const coverage of data.calls.coverage)
    expect(coverage).toMatchObject({ state: 'PARTIAL', total: null });
});

test('while the index of one source has failed, the sources answer where they can, and else its code is in the coverage', async () => {
  const door = await openIndexedDoor();
  door.memory.coverage.BURKI = failed;
  expect(originsIn(await door.page({ first: 5, filter: { statuses: 'COMPLETED' } }))).toEqual(['SOURCE']);
  const butter = await door.page({ first: 5, filter: { sources: 'BUTTER', statuses: 'COMPLETED' } });
  expect(originsIn(butter)).toEqual(['INDEX']);
  const { data, errors } = await door.page({ first: 5, orderBy: { field: 'DURATION' } });
  expect(errors).toBeUndefined();
  expect(data.calls.totalCount).toBeNull();
  expect(data.calls.coverage).toMatchObject([
    { source: 'BUTTER', state: 'COMPLETE', code: null },
    { source: 'BURKI', state: 'PARTIAL', code: 'UPSTREAM_AUTH', index: { state: 'FAILED' } },
  ]);
});

test('the calls of a source of which the index keeps none are missing from its lists, and the coverage says so', async () => {
  const door = await openIndexedDoor();
  door.memory.coverage.BURKI = null;
  const answer = await door.page({ first: 100, orderBy: { field: 'DURATION' } });
  const sources = answer.data.calls.edges.map(({ node }: { node: { source: string } }) => node.source);
  expect([...new Set(sources)]).toEqual(['BUTTER']);
  expect(answer.data.calls.totalCount).toBeNull();
  expect(answer.data.calls.coverage).toMatchObject([
    { source: 'BUTTER', state: 'COMPLETE' },
    { source: 'BURKI', state: 'PARTIAL', origin: 'INDEX', index: null },
  ]);
});

test('a current index says what it holds, and which sources the filter leaves out', async () => {
  const door = await openIndexedDoor();
  const { data } = await door.page({ first: 5, filter: { endReasons: 'busy' } });
  expect(data.calls.coverage).toEqual([
    {
      ...{ source: 'BUTTER', state: 'COMPLETE', origin: 'INDEX', code: null, scanned: 0 },
      ...{
        reachedBackTo: currentCoverage.completeBackTo,
        total: data.calls.totalCount,
        asOf: currentCoverage.asOf,
      },
      index: {
        ...{ state: 'CURRENT', callCount: 0, reachedBackTo: null, asOf: currentCoverage.asOf },
        ...{ completeBackTo: currentCoverage.completeBackTo, provenAt: currentCoverage.provenAt },
        ...{ conversationCount: null, conversationsBackTo: null },
      },
    },
    {
      ...{ source: 'BURKI', state: 'EXCLUDED', origin: null, code: null, scanned: 0 },
      ...{ reachedBackTo: null, total: null, asOf: null, index: null },
    },
  ]);
});

test.each<[Partial<CallIndexCoverage>, string | null]>([
  [{ state: 'BEHIND' }, null],
  [{ damaged: 1 }, 'UPSTREAM_INVALID_RESPONSE'],
])('an index that is %j is partial', async (coverage, code) => {
  const door = await openIndexedDoor({ off: ['BURKI'] });
  setCoverage(door, { ...currentCoverage, ...coverage });
  const { data } = await door.page({ first: 5, orderBy: { field: 'DURATION' } });
  expect(data.calls.coverage).toMatchObject([
    { source: 'BUTTER', state: 'PARTIAL', code, asOf: currentCoverage.asOf },
    { source: 'BURKI', state: 'NOT_CONFIGURED', index: null },
  ]);
  expect(data.calls.totalCount).toBe(door.butter.calls.length);
});

describe('a list goes on where it began', () => {
  const filter = { statuses: 'COMPLETED' };

  test('at the sources, although the index could answer by now', async () => {
    const door = await openIndexedDoor();
    setCoverage(door, unreadCoverage);
    const first = await door.page({ first: 5, filter });
    expect(originsIn(first)).toEqual(['SOURCE']);
    setCoverage(door, currentCoverage);
    const after = first.data.calls.pageInfo.endCursor;
    expect(originsIn(await door.page({ first: 5, filter, after }))).toEqual(['SOURCE']);
    expect(originsIn(await door.page({ first: 5, filter, after, orderBy: {} }))).toEqual(['SOURCE']);
  });

  test('at the index, although the sources could answer', async () => {
    const door = await openIndexedDoor();
    const first = await door.page({ first: 5, filter });
    setCoverage(door, failed);
    const after = first.data.calls.pageInfo.endCursor;
    const second = await door.page({ first: 5, filter, after });
    expect(originsIn(second)).toEqual(['INDEX']);
    expect(second.data.calls.pageInfo.hasPreviousPage).toBe(true);
    // The order is the same, whether or not it was named.
    expect(sidsIn(await door.page({ first: 5, filter, after, orderBy: {} }))).toEqual(sidsIn(second));
    expect(door.cost()).toEqual([]);
  });
});

test('a page for which the time did not suffice is partial, and goes on at its cursor, in both directions', async () => {
  const door = await openIndexedDoor({ butter: { calls: 30 }, burki: { calls: 30 } });
  const orderBy = { field: 'DURATION' };
  const whole = sidsIn(await door.page({ first: 100, orderBy }));
  for (const stopAfter of [1, 3]) {
    door.memory.stopAfter = stopAfter;
    for (const [size, cursor, next] of [
      ['first', 'after', 'endCursor'],
      ['last', 'before', 'startCursor'],
    ] as const) {
      const page = await door.page({ [size]: 10, orderBy, [cursor]: null });
      expect(sidsIn(page)).toHaveLength(stopAfter);
      expect(page.data.calls.totalCount).toBeNull();
      for (const { state } of page.data.calls.coverage) expect(state).toBe('PARTIAL');
      const { pageInfo } = page.data.calls;
      expect(size === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(true);
      door.memory.stopAfter = null;
      const rest = sidsIn(await door.page({ [size]: 100, orderBy, [cursor]: pageInfo[next] }));
      door.memory.stopAfter = stopAfter;
      const sids = sidsIn(page);
      expect(size === 'first' ? [...sids, ...rest] : [...rest, ...sids]).toEqual(whole);
    }
  }
});

test('the usual order, if it is named, is answered while both sources are down', async () => {
  const door = await openIndexedDoor({ butter: { calls: 5 }, burki: { calls: 5 } });
  const whole = sidsIn(await door.page({ first: 100, orderBy: { field: 'TIME' } }));
  for (const source of [door.butter, door.burki]) source.play({ fault: { kind: 'status', status: 503 } });
  expect((await door.page({ first: 100 })).data.calls).toBeNull();
  door.cost();
  expect(sidsIn(await door.page({ first: 100, orderBy: {} }))).toEqual(whole);
  expect(door.cost()).toEqual([]);
});

test('a filter that matches no call is an empty page, and asks nobody', async () => {
  const door = await openIndexedDoor();
  for (const args of [{ orderBy: { field: 'COST' } }, { last: 5 }]) {
    const { data } = await door.page({ ...args, filter: { statuses: [] } });
    expect(data.calls).toMatchObject({
      edges: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  }
  const { data } = await door.page({
    orderBy: { field: 'COST' },
    filter: { sources: 'BURKI', directions: 'INBOUND' },
  });
  expect(data.calls).toMatchObject({ edges: [], totalCount: null, pageInfo: { hasNextPage: false } });
  expect([door.cost(), door.memory.requests()]).toEqual([[], []]);
});

test('a list of no matches has a cursor, from which later calls are listed', async () => {
  const door = await openIndexedDoor({ butter: { calls: 0 }, burki: { calls: 0 } });
  const orderBy = { field: 'TIME', direction: 'ASC' };
  const { data } = await door.page({ first: 5, orderBy });
  expect(data.calls).toMatchObject({
    edges: [],
    totalCount: 0,
    pageInfo: { hasNextPage: false, startCursor: null },
  });
  door.burki.arrive();
  const after = data.calls.pageInfo.endCursor;
  expect(sidsIn(await door.page({ first: 5, orderBy, after }))).toHaveLength(1);
});

test('a request with headers for the upstreams gets nothing of the index, which has what the gateway may see', async () => {
  const door = await openIndexedDoor({ gateway: { forwardHeaders: ['x-tenant'] } });
  const send = async (tenant: string | null, query: string) => {
    const headers = { 'content-type': 'application/json', ...(tenant && { 'x-tenant': tenant }) };
    const body = JSON.stringify({ query });
    const response = await door.gateway.fetch(
      new Request('http://switchboard.test/graphql', { method: 'POST', headers, body }),
    );
    return response.json();
  };
  const plain = await send(
    null,
    '{ calls(first: 3, filter: { statuses: BUSY }) { totalCount coverage { origin } } }',
  );
  expect(plain.data.calls.coverage).toEqual([{ origin: 'INDEX' }, { origin: 'INDEX' }]);
  expect(door.cost()).toEqual([]);
  const own = await send(
    'acme',
    '{ calls(first: 3, filter: { statuses: BUSY }) { totalCount coverage { origin } } }',
  );
  expect(own.data.calls).toMatchObject({
    totalCount: null,
    coverage: [{ origin: 'SOURCE' }, { origin: 'SOURCE' }],
  });
  const refused = await send('acme', '{ calls(orderBy: { field: DURATION }) { totalCount } }');
  expect(refused.errors[0].message).toContain('answers no request with forwarded headers');
});

describe('the total of a list that the sources answer', () => {
  const counted = '{ calls(first: 2) { totalCount coverage { origin total index { state } } } }';

  test('is that of a current index, where Butter gives none', async () => {
    const door = await openIndexedDoor();
    const { data } = await door.ask(counted);
    expect(data.calls.totalCount).toBe(door.calls().length);
    expect(data.calls.coverage[0]).toEqual({ origin: 'SOURCE', total: null, index: null });
    expect(door.memory.requests()).toHaveLength(1);
  });

  test('costs nothing unless it is selected', async () => {
    const door = await openIndexedDoor();
    await door.ask('{ calls(first: 2) { nodes { id } } }');
    expect(door.memory.requests()).toEqual([]);
  });

  test('is that of the sources where all of them count', async () => {
    const door = await openIndexedDoor();
    const { data } = await door.page({ first: 2, filter: { sources: 'BURKI' } });
    expect(data.calls.totalCount).toBe(door.burki.calls.length);
    expect(door.memory.requests()).toEqual([]);
  });

  test.each<CallIndexCoverage['state']>(['BUILDING', 'BEHIND', 'FAILED'])(
    'is not known while the index is %s',
    async state => {
      const door = await openIndexedDoor();
      door.memory.coverage.BUTTER = { ...currentCoverage, state };
      expect((await door.ask(counted)).data.calls.totalCount).toBeNull();
    },
  );

  test('is not known while the index cannot count, which costs the list nothing', async () => {
    const door = await openIndexedDoor();
    door.memory.calls = () => {
      throw new SwitchboardError('OVERLOADED', 'Too many requests wait for the index.', { retryable: true });
    };
    const { data, errors } = await door.ask('{ calls(first: 2) { totalCount nodes { id } } }');
    expect(errors).toBeUndefined();
    expect(data.calls).toMatchObject({ totalCount: null, nodes: [{}, {}] });
  });

  test('fails by itself where the index has a fault', async () => {
    const door = await openIndexedDoor();
    door.memory.calls = () => {
      throw new Error('A fault of the index.');
    };
    const { data, errors } = await door.ask('{ calls(first: 2) { totalCount nodes { id } } }');
    expect(errors).toMatchObject([
      { path: ['calls', 'totalCount'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(data.calls).toMatchObject({ totalCount: null, nodes: [{}, {}] });
  });
});
