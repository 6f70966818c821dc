import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, microsecondsOf, parseInstant, parseInstantOrDate } from '../../src/domain/instant.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { askPage, type ListedCall, ofSource, sidsOf, walk } from './paging.ts';

const instantIn = (text: string | null | undefined): string => parseInstant(text ?? '') ?? '';
const microsecondsIn = (text: string): number => microsecondsOf(parseInstantOrDate(text) ?? '');
const shifted = (instant: string, microseconds: number): string =>
  instantOf(microsecondsOf(instant) + microseconds);
const searchOf = (request: string | undefined): URLSearchParams =>
  new URL(`http://x${request?.split(' ')[1]}`).searchParams;

test('a single status that Burki spells in one way is pushed down to it', async () => {
  const door = await openFrontDoor();
  const calls = await walk(door, { first: 50, filter: { statuses: 'COMPLETED' } });
  const urls = door.cost().filter(url => url.startsWith('BURKI'));
  expect(urls.length).toBeGreaterThan(0);
  expect(urls.every(url => url.includes('status=completed'))).toBe(true);
  const completed = (call: { status?: unknown }) => String(call.status).toLowerCase() === 'completed';
  expect(sidsOf(ofSource(calls, 'BUTTER'))).toEqual(
    sidsOf(door.butter.calls.filter(completed).map(call => ({ sid: call.call_sid }))),
  );
  expect(ofSource(calls, 'BURKI')).toHaveLength(
    door.burki.calls.filter(call => call.status === 'completed').length,
  );
});

test('statuses that Burki spells in several ways are filtered by the gateway', async () => {
  const door = await openFrontDoor();
  const calls = await walk(door, { first: 50, filter: { sources: 'BURKI', statuses: ['IN_PROGRESS'] } });
  expect(door.cost().some(url => url.includes('status='))).toBe(false);
  const live = door.burki.calls.filter(call => ['ongoing', 'in-progress'].includes(call.status));
  expect(live.length).toBeGreaterThan(1);
  expect(sidsOf(calls).sort()).toEqual(live.map(call => call.call_sid).sort());
});

test('a direction leaves Burki out without a request', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5, filter: { directions: 'INBOUND' } });
  expect(itemOf(data.calls.coverage, 'BURKI')).toMatchObject({
    source: 'BURKI',
    state: 'EXCLUDED',
    scanned: 0,
  });
  expect(door.cost().filter(url => url.startsWith('BURKI'))).toEqual([]);
});

test('a filter by source sends requests to that source only', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5, filter: { sources: 'BURKI' } });
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({ source: 'BUTTER', state: 'EXCLUDED' });
  expect(door.cost()).toEqual(['BURKI /api/v1/calls/?skip=0&limit=15']);
});

test('an agent is found by its node id and by its native id, and pushed down to Burki', async () => {
  const door = await openFrontDoor();
  const { data } = await door.ask('{ callByDatabaseId(databaseId: 101) { agent { id agentId } } }');
  const { id, agentId } = data.callByDatabaseId.agent;
  door.cost();
  const ours = await walk(door, { first: 50, filter: { agents: id } });
  expect(door.cost().every(url => url.startsWith('BURKI') && url.includes('assistant_id=123'))).toBe(true);
  const native = await walk(door, { first: 50, filter: { sources: 'BURKI', agents: agentId } });
  expect(sidsOf(native)).toEqual(sidsOf(ours));
  expect(ours).toHaveLength(door.burki.calls.filter(call => call.assistant_id === 123).length);
});

test('an assistant that Burki refuses to filter by is looked for without the filter', async () => {
  const door = await openFrontDoor({ burki: { strictAssistants: true, calls: 60 } });
  const { data, errors } = await askPage(door, { first: 5, filter: { sources: 'BURKI', agents: '99' } });
  expect(errors).toBeUndefined();
  expect(itemOf(data.calls.coverage, 'BURKI').state).toBe('COMPLETE');
  const urls = door.cost();
  expect(urls[0]).toContain('assistant_id=99');
  expect(urls[1]).not.toContain('assistant_id');
});

test('a customer is found by digits, however the number is written', async () => {
  const door = await openFrontDoor({ burki: { calls: 320 } });
  const odd = door.burki.calls.find(call => call.customer_phone_number.startsWith('('));
  const digits = odd?.customer_phone_number.replace(/\D/g, '') ?? '';
  const calls = await walk(door, { first: 50, filter: { sources: 'BURKI', customerNumber: `+1 ${digits}` } });
  expect(sidsOf(calls)).not.toContain(odd?.call_sid);
  const national = await walk(door, { first: 50, filter: { sources: 'BURKI', customerNumber: digits } });
  expect(sidsOf(national)).toContain(odd?.call_sid);
});

const ways = [
  'sip:+15559876543@10.1.2.3:5060',
  '"Line 7" <sips:+1-555-987-6543;user=phone@pbx7.example.com>',
  'tel:+1-555-987-6543;ext=204',
  '+15559876543@pbx9.example.com',
  '+1 555 987-6543 ext. 204',
  '+1 (555) 987-6543 x204',
  '+15559876543',
];

test.each(ways)(
  'the number %s is found by each way to write it, and by no other digits of it',
  async stored => {
    const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 1 } });
    door.burki.change(101, { customer_phone_number: stored });
    const find = async (customerNumber: string) =>
      (await askPage(door, { first: 5, filter: { customerNumber } })).data.calls.edges.length;
    for (const customerNumber of [...ways, '9876543', '6543 x204'])
      expect(await find(customerNumber)).toBe(1);
    for (const customerNumber of ['5060', '3204', '6543204']) expect(await find(customerNumber)).toBe(0);
    const urls = door.cost();
    expect(urls).toHaveLength(ways.length + 5);
    expect(urls[0]).toContain('customer_phone=43');
  },
);

test('a range of times includes its first microsecond and not its end; a duration includes both', async () => {
  const door = await openFrontDoor();
  const call = door.burki.calls.find(
    each => /\.\d{6}$/.test(each.started_at ?? '') && each.duration !== null,
  );
  const start = instantIn(call?.started_at);
  const find = async (started: object) => {
    const duration = { min: call?.duration, max: call?.duration };
    return sidsOf(await walk(door, { first: 5, filter: { sources: 'BURKI', started, duration } }));
  };
  expect(await find({ from: start, before: shifted(start, 1) })).toEqual([call?.call_sid]);
  expect(await find({ from: shifted(start, -1), before: start })).toEqual([]);
  expect(await find({ from: shifted(start, 1), before: shifted(start, 2) })).toEqual([]);
});

test.each([
  ['2026-01-02T00:00:00Z', '2026-01-01T23:59:59.999999Z'],
  ['2026-01-02', '2026-01-01T23:59:59.999999Z'],
  ['2026-01-02T00:00:00.000001Z', '2026-01-02T00:00:00Z'],
  ['2026-01-02T00:00:00.0000001Z', '2026-01-02T00:00:00Z'],
])('the end %s reaches Burki, whose own end is inclusive, as %s', async (before, dateTo) => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5, filter: { sources: 'BURKI', started: { before } } });
  expect(searchOf(door.cost()[0]).get('date_to')).toBe(dateTo);
  // The documented call is older.
  expect(data.calls.totalCount).toBe(1);
});

test('ranges that meet share no call and lose none, in the merged list of both sources', async () => {
  const door = await openFrontDoor();
  const list = async (filter: Record<string, unknown>) => sidsOf(await walk(door, { first: 100, filter }));
  const all = await walk(door, { first: 100 });
  const started = all.filter(({ startedAt }) => startedAt !== null);
  const starts = started.map(({ startedAt }) => instantIn(startedAt));
  const end = fc.oneof(
    fc.tuple(fc.constantFrom(...starts), fc.integer({ min: -1, max: 1 })).map(([at, by]) => shifted(at, by)),
    fc.constantFrom(...starts.map(at => at.slice(0, 10))),
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(end, { maxLength: 3 }), async cuts => {
      const inOrder = cuts.toSorted((a, b) => microsecondsIn(a) - microsecondsIn(b));
      const ends = [null, ...inOrder, null];
      const ranges = ends.slice(1).map((before, at) => ({ from: ends[at] ?? null, before }));
      const lists = await Promise.all(ranges.map(started => list({ started })));
      const once = sidsOf(cuts.length > 0 ? started : all);
      expect(lists.flat().toSorted()).toEqual(once.toSorted());
    }),
    { numRuns: 25 },
  );
});

test('a fractional duration is widened for Burki and filtered exactly by the gateway', async () => {
  const door = await openFrontDoor();
  await askPage(door, { first: 5, filter: { sources: 'BURKI', duration: { min: 60.5, max: 99.5 } } });
  expect(door.cost()[0]).toContain('min_duration=60&max_duration=100');
});

test.each([
  ['a zone', '2026-01-01T02:00:00+02:00'],
  ['small letters', '2026-01-01t00:00:00z'],
  ['no time of day', '2026-01-01'],
  ['more digits than Burki keeps', '2025-12-31T23:59:59.999999001Z'],
])('%s in a range of times reaches Burki as UTC', async (_, from) => {
  const door = await openFrontDoor();
  await askPage(door, { first: 5, filter: { sources: 'BURKI', started: { from } } });
  expect(searchOf(door.cost()[0]).get('date_from')).toBe('2026-01-01T00:00:00Z');
});

test.each(['0000-01-01', '0001-01-01T00:00:00Z', '1999-12-31T23:59:59.9999999Z'])(
  'a range from %s, which Burki may be unable to parse, reaches it as one from the first plausible start',
  async from => {
    const door = await openFrontDoor();
    const { data } = await askPage(door, { first: 5, filter: { sources: 'BURKI', started: { from } } });
    expect(searchOf(door.cost()[0]).get('date_from')).toBe('2000-01-01T00:00:00Z');
    const started = door.burki.calls.filter(call => call.started_at !== null);
    expect(data.calls.totalCount).toBe(started.length);
  },
);

test('a cursor belongs to its filter, in any order and with repetitions', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 2, filter: { statuses: ['FAILED', 'COMPLETED'] } });
  const after = data.calls.pageInfo.endCursor;
  const same = await askPage(door, {
    first: 2,
    after,
    filter: { statuses: ['COMPLETED', 'FAILED', 'COMPLETED'] },
  });
  expect(same.errors).toBeUndefined();
  door.cost();
  const other = await askPage(door, { first: 2, after, filter: { statuses: ['COMPLETED'] } });
  expect(other.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  expect(door.cost()).toEqual([]);
});

test.each([
  ['with a fraction of zeros', '2026-01-01T00:00:00.000Z'],
  ['in another zone', '2026-01-01T01:00:00+01:00'],
  ['as a date', '2026-01-01'],
])(
  'a cursor belongs to its filter with the time written %s, and Burki gets the same request',
  async (_, time) => {
    const door = await openFrontDoor({ off: ['BUTTER'] });
    const plain = { started: { from: '2026-01-01T00:00:00Z' }, duration: null };
    const { data } = await askPage(door, { first: 2, filter: plain });
    const after = data.calls.pageInfo.endCursor;
    const [first] = door.cost();
    const other = await askPage(door, { first: 2, after, filter: { started: { from: time, before: null } } });
    expect(other.errors).toBeUndefined();
    expect(other.data).toEqual((await askPage(door, { first: 2, after, filter: plain })).data);
    door.cost();
    await askPage(door, { first: 2, filter: { started: { from: time } } });
    expect(door.cost()).toEqual([first]);
  },
);

const empty = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  totalCount: 0,
  coverage: ['BUTTER', 'BURKI'].map(source => ({
    source,
    state: 'EXCLUDED',
    origin: null,
    code: null,
    scanned: 0,
    reachedBackTo: null,
    total: null,
  })),
};

test.each<[string, object]>([
  ['sources', { sources: [] }],
  ['statuses', { statuses: [] }],
  ['directions', { directions: [] }],
  ['agents', { agents: [], sources: ['BURKI'] }],
  ['times', { started: { from: '2026-03-09', before: '2026-03-09T00:00:00.000Z' } }],
])('a filter with an empty list of %s is an empty page without a request', async (_, filter) => {
  const door = await openFrontDoor({ gateway: { maxUpstreamRequests: 0 } });
  const { data, errors } = await askPage(door, { first: 100, filter });
  expect(errors).toBeUndefined();
  const coverage = empty.coverage.map(({ source }) => itemOf(data.calls.coverage, source));
  expect({ ...data.calls, coverage }).toEqual(empty);
  expect(door.cost()).toEqual([]);
});

test('null in place of a list or a range, and a range without ends, leave every call', async () => {
  const door = await openFrontDoor();
  const nothing = { sources: null, statuses: null, directions: null, agents: null, duration: { min: null } };
  const filter = { ...nothing, started: {} };
  const { data } = await askPage(door, { first: 100, filter });
  expect(data.calls.edges).toHaveLength(100);
  expect(data.calls.edges.some(({ node }: { node: ListedCall }) => node.startedAt === null)).toBe(true);
  const after = data.calls.pageInfo.endCursor;
  expect((await askPage(door, { first: 1, after, filter: {} })).errors).toBeUndefined();
});
