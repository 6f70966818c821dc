import { Big } from 'big.js';
import { expect, test } from 'vitest';
import { type FrontDoor, itemOf, openFrontDoor } from '../front-door.ts';
import { askPage, sidsOf } from './paging.ts';

const row = `id sid source status duration endedAt agentName recordingEnabled endReason flowName metadata
  cost { unit currency total converted { amount } }`;
const query = `query($first: Int, $after: String, $filter: CallFilter) {
  calls(first: $first, after: $after, filter: $filter) { nodes { ${row} } pageInfo { hasNextPage endCursor } }
}`;

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds depends on the query that was asked.
type Row = any;

async function listAll({ ask }: FrontDoor, filter: object | null): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await ask(query, { first: 100, after, filter });
    expect(errors).toBeUndefined();
    rows.push(...data.calls.nodes);
    if (!data.calls.pageInfo.hasNextPage) return rows;
    after = data.calls.pageInfo.endCursor;
  }
}

const ongoing = ['QUEUED', 'INITIATED', 'RINGING', 'IN_PROGRESS'];
const costConversion = { currency: 'USD', rates: { CREDITS: '0.01' } };
const between = (amount: string | null | undefined, min: string, max: string): boolean =>
  amount != null && new Big(amount).gte(min) && new Big(amount).lte(max);

test.each<[string, object, (row: Row) => boolean]>([
  ['going on', { ongoing: true }, ({ status }) => ongoing.includes(status)],
  [
    'not going on, those of unknown status included',
    { ongoing: false },
    ({ status }) => !ongoing.includes(status),
  ],
  [
    'going on and of some statuses',
    { ongoing: true, statuses: ['RINGING', 'COMPLETED'] },
    ({ status }) => status === 'RINGING',
  ],
  ['to be recorded', { recordingEnabled: true }, ({ recordingEnabled }) => recordingEnabled === true],
  ['not to be recorded', { recordingEnabled: false }, ({ recordingEnabled }) => recordingEnabled === false],
  [
    'end reasons',
    { endReasons: ['busy', 'failed'] },
    ({ endReason }) => ['busy', 'failed'].includes(endReason),
  ],
  ['flows', { flowNames: ['Booking Flow'] }, ({ flowName }) => flowName === 'Booking Flow'],
  ['names of agents', { agentNames: ['ServiceBot'] }, ({ agentName }) => agentName === 'ServiceBot'],
  [
    'cost in the currency of converted',
    { cost: { min: '0.05', max: 0.3 } },
    ({ cost }) => between(cost.converted?.amount, '0.05', '0.3'),
  ],
  [
    'cost in credits',
    { cost: { currency: 'CREDITS', min: 10.5 } },
    ({ cost }) => cost.unit === 'CREDITS' && between(cost.total, '10.5', '1000000'),
  ],
  [
    'cost in one currency, without those converted into it',
    { cost: { currency: 'USD', max: '0.04' } },
    ({ cost }) => cost.currency === 'USD' && between(cost.total, '0', '0.04'),
  ],
  [
    'a key of metadata',
    { metadata: [{ key: 'customer_id' }] },
    ({ metadata }) => 'customer_id' in (metadata ?? {}),
  ],
  [
    'values of metadata',
    {
      metadata: [
        { key: 'outbound', value: 'true' },
        { key: 'tags', value: '["vip","renewal"]' },
      ],
    },
    ({ metadata }) => metadata?.outbound === true && metadata?.tags?.[0] === 'vip',
  ],
])('a list by %s has exactly the calls of the whole list that match', async (_, filter, isMatch) => {
  const door = await openFrontDoor({ gateway: { costConversion } });
  const matching = (await listAll(door, null)).filter(isMatch);
  expect(matching.length).toBeGreaterThan(0);
  expect(sidsOf(await listAll(door, filter)).sort()).toEqual(sidsOf(matching).sort());
});

test('a list by end has the calls that ended from its beginning on and before its end', async () => {
  const door = await openFrontDoor();
  const ends = (await listAll(door, null)).flatMap(({ endedAt }) => endedAt ?? []).sort();
  const [from, before] = [ends[20], ends[90]];
  const found = await listAll(door, { ended: { from, before } });
  expect(found.map(({ endedAt }) => endedAt).sort()).toEqual(ends.slice(20, 90));
});

test.each<[string, object, string]>([
  ['the recording of calls', { recordingEnabled: true }, 'BURKI'],
  ['end reasons', { endReasons: ['busy'] }, 'BURKI'],
  ['flows', { flowNames: ['Booking Flow'] }, 'BUTTER'],
  ['metadata', { metadata: [{ key: 'customer_id' }] }, 'BUTTER'],
  ['cost in a currency into which credits have no rate', { cost: { currency: 'EUR', min: '0' } }, 'BUTTER'],
])('a filter by %s leaves out the source that has none, without a request', async (_, filter, source) => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5, filter });
  expect(itemOf(data.calls.coverage, source)).toMatchObject({ state: 'EXCLUDED', scanned: 0 });
  expect(door.cost().filter(url => url.startsWith(source))).toEqual([]);
});

test.each<[string, object]>([
  ['statuses, none of which goes on', { ongoing: true, statuses: ['COMPLETED'] }],
  ['end reasons', { endReasons: [] }],
  ['flows', { flowNames: [] }],
  ['names of agents', { agentNames: [] }],
  ['ends', { ended: { from: '2026-03-09', before: '2026-03-09' } }],
])('an empty set of %s matches no call, and costs no request', async (_, filter) => {
  const door = await openFrontDoor();
  const { data, errors } = await askPage(door, { first: 5, filter });
  expect(errors).toBeUndefined();
  expect(data.calls).toMatchObject({ edges: [], totalCount: 0, pageInfo: { hasNextPage: false } });
  expect(door.cost()).toEqual([]);
});

test('null, a range without ends and an empty list of metadata leave every call', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5 });
  const filter = {
    ...{
      ended: {},
      ongoing: null,
      recordingEnabled: null,
      endReasons: null,
      flowNames: null,
      agentNames: null,
    },
    ...{ cost: { currency: 'CREDITS' }, metadata: [] },
  };
  const after = data.calls.pageInfo.endCursor;
  expect((await askPage(door, { first: 5, after, filter })).errors).toBeUndefined();
});

test('Burki counts no list of which it does not know a criterion', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'] });
  for (const filter of [
    { flowNames: ['Booking Flow'] },
    { ended: { from: '2024-01-01' } },
    { agentNames: ['x'] },
  ]) {
    const { data } = await askPage(door, { first: 5, filter });
    expect(data.calls.totalCount).toBeNull();
  }
});

test('a cursor fits its range of cost in another spelling, and no other range', async () => {
  const door = await openFrontDoor();
  const filter = { cost: { currency: 'CREDITS', min: '1.50' } };
  const { data } = await askPage(door, { first: 2, filter });
  const after = data.calls.pageInfo.endCursor;
  const same = await askPage(door, { first: 2, after, filter: { cost: { currency: 'CREDITS', min: 1.5 } } });
  expect(same.errors).toBeUndefined();
  const other = await askPage(door, { first: 2, after, filter: { cost: { currency: 'USD', min: 1.5 } } });
  expect(other.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
});
