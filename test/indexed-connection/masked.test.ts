import { expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { nativeKeyOf } from '../../src/domain/call.ts';
import { everyCall } from '../../src/domain/call-filter.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import { digitsOf } from '../../src/domain/phone-number.ts';
import type { Answer, FrontDoorOptions } from '../front-door.ts';
import type { ListingDoor } from './indexed-door.ts';
import { openLibsqlDoor } from './libsql-door.ts';

const key = 'a key of the tests, of 32 or more';

const openMasked = (options: FrontDoorOptions = {}): Promise<ListingDoor> =>
  openLibsqlDoor({ butter: { calls: 40 }, burki: { calls: 40 }, ...options }, key);

/** Requests besides those by which the index keeps up with new calls. */
const requestsOf = ({ cost }: ListingDoor): string[] =>
  cost().filter(
    request => !/^(?:BUTTER \S+\?limit=100|BURKI \S+\?skip=0&limit=100|BURKI \S+\/count)$/.test(request),
  );

const addressOf = (call: Pick<Call, 'source' | 'sid' | 'databaseId'>): string =>
  call.source === 'BUTTER' ? `BUTTER /api/calls/${call.sid}` : `BURKI /api/v1/calls/${call.databaseId}`;

const list = (fields: string, args = '') =>
  `{ calls(first: 12, orderBy: { field: DURATION } ${args}) { nodes { source sid databaseId ${fields} } } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers in tests have no types.
function nodesOf({ data, errors }: Answer): any[] {
  expect(errors).toBeUndefined();
  return data.calls.nodes;
}

test('a list without numbers and metadata costs no request', async () => {
  const door = await openMasked();
  door.cost();
  const nodes = nodesOf(
    await door.ask(
      list('status duration agentName cost { total lines { amount } }', 'filter: { sources: BURKI }'),
    ),
  );
  expect(nodes).toHaveLength(12);
  expect(requestsOf(door)).toEqual([]);
});

test.each(['customerNumber', 'agentNumber', 'fromNumber', 'toNumber', 'metadata'] as const)(
  'a list with %s loads each call by its key, once',
  async field => {
    const door = await openMasked();
    const calls = new Map(door.calls().map(call => [nativeKeyOf(call), call]));
    door.cost();
    const nodes = nodesOf(await door.ask(list(`${field} endReason again: ${field} cost { total }`)));
    expect(requestsOf(door).sort()).toEqual(nodes.map(addressOf).sort());
    for (const node of nodes) {
      const call = calls.get(node.databaseId ?? node.sid);
      expect(node).toMatchObject({
        [field]: call?.[field],
        again: call?.[field],
        endReason: call?.endReason,
      });
    }
  },
);

test('numbers come with the detail of a call by one request', async () => {
  const door = await openMasked();
  door.cost();
  const nodes = nodesOf(await door.ask(list('customerNumber interruptions traceId metadata')));
  expect(requestsOf(door).sort()).toEqual(nodes.map(addressOf).sort());
});

test('the cost check counts a request for each call of a list with numbers, and none without', async () => {
  const door = await openMasked({ gateway: { maxUpstreamRequests: 11 } });
  door.cost();
  for (const fields of ['customerNumber', 'metadata', 'toNumber interruptions']) {
    const { errors } = await door.ask(list(fields));
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
    expect(errors?.[0]?.message).toMatch(/may take 12 upstream requests.*`first: 11`/);
  }
  expect(requestsOf(door)).toEqual([]);
  nodesOf(await door.ask(list('status')));
  nodesOf(await door.ask(list('customerNumber').replace('first: 12', 'first: 11')));
});

test('a list that the sources answer has its numbers with its rows', async () => {
  const door = await openMasked({ gateway: { maxUpstreamRequests: 2 } });
  door.cost();
  nodesOf(await door.ask('{ calls(first: 12) { nodes { customerNumber metadata } } }'));
  expect(door.cost().length).toBeLessThanOrEqual(4);
});

test('filters take a whole number or its last four digits, as the calls of the sources have them', async () => {
  const door = await openMasked();
  const calls = door.calls().filter(({ customerNumber }) => digitsOf(customerNumber ?? '').length > 4);
  const numbers = [...new Set(calls.map(({ customerNumber }) => digitsOf(customerNumber ?? '')))];
  expect(numbers.length).toBeGreaterThan(5);
  const sids = async (customerNumber: string) => {
    const query =
      'query($filter: CallFilter) { calls(first: 100, filter: $filter, orderBy: {}) { totalCount nodes { sid } } }';
    const { data, errors } = await door.ask(query, { filter: { customerNumber } });
    expect(errors).toBeUndefined();
    return data.calls.nodes.map(({ sid }: { sid: string }) => sid).sort();
  };
  const matching = (customerDigits: string) =>
    door
      .calls()
      .filter(createMatcher({ ...everyCall, customerDigits }))
      .map(({ sid }) => sid)
      .sort();
  door.cost();
  for (const digits of numbers.slice(0, 8)) {
    expect(await sids(`+${digits}`)).toEqual(matching(digits));
    expect(await sids(digits.slice(-4))).toEqual(matching(digits.slice(-4)));
  }
  expect(requestsOf(door)).toEqual([]);
});

test.each([
  [
    'a number that may be the end of another',
    { customerNumber: '5550123' },
    /^`filter.customerNumber` .* INDEX_NUMBERS is masked/,
  ],
  ['five digits', { customerNumber: '50123' }, /^`filter.customerNumber` takes a whole number with its `\+`/],
  ['metadata', { metadata: { key: 'score' } }, /^`filter.metadata` .* INDEX_NUMBERS is masked/],
])('%s is no filter of an index without numbers', async (_, filter, message) => {
  const door = await openMasked();
  door.cost();
  for (const field of [
    'calls(filter: $filter) { totalCount }',
    'calls(filter: $filter, orderBy: { field: DURATION }) { totalCount }',
    'callStats(filter: $filter) { total { callCount } }',
  ]) {
    const { errors } = await door.ask(`query($filter: CallFilter) { ${field} }`, { filter });
    expect(errors).toMatchObject([
      { message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  expect(requestsOf(door)).toEqual([]);
});

test('a call that the cache has keeps its numbers, and its row of the index drops none of it', async () => {
  const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
  const door = await openMasked({ gateway: { cache } });
  const nodes = nodesOf(await door.ask(list('customerNumber')));
  door.cost();
  expect(nodesOf(await door.ask(list('customerNumber')))).toEqual(nodes);
  nodesOf(await door.ask(list('status')));
  expect(nodesOf(await door.ask(list('customerNumber')))).toEqual(nodes);
  expect(requestsOf(door)).toEqual([]);
});

test('a call that has changed since it was indexed is of one version in the whole answer', async () => {
  const door = await openMasked();
  const filter = 'filter: { sources: BUTTER }';
  const [{ sid, duration }] = nodesOf(await door.ask(list('duration', filter)));
  door.butter.change(sid, { duration_seconds: duration + 1 });
  const [first] = nodesOf(await door.ask(list('duration customerNumber', filter)));
  expect(first).toMatchObject({ sid, duration: duration + 1 });
});
