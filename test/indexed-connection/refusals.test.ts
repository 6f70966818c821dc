import { expect, test } from 'vitest';
import { type Answer, openFrontDoor } from '../front-door.ts';
import { openIndexedDoor, type PageArguments, sidsIn } from './indexed-door.ts';

const small = { butter: { calls: 5 }, burki: { calls: 5 } };
const query = `query($first: Int, $last: Int, $after: String, $before: String, $filter: CallFilter, $orderBy: CallOrder) {
  calls(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) { totalCount }
}`;

function expectRefused({ status, data, errors }: Answer, message: string | RegExp): void {
  expect({ status, data }).toEqual({ status: 200, data: { calls: null } });
  expect(errors).toMatchObject([
    { path: ['calls'], extensions: { code: 'BAD_USER_INPUT', retryable: false } },
  ]);
  expect(errors?.[0]?.message).toMatch(message);
}

test.each<[string, PageArguments, RegExp]>([
  [
    'an order by duration',
    { orderBy: { field: 'DURATION' } },
    /^`orderBy` other than TIME, DESC needs .* INDEX /,
  ],
  ['the oldest first', { orderBy: { direction: 'ASC' } }, /^`orderBy` .* INDEX /],
  ['the last calls', { last: 5 }, /^`last` needs the index of calls, which the setting INDEX switches on/],
  ['the calls before one', { last: 5, before: 'AgA' }, /^`before` needs .* INDEX /],
])('without an index %s are refused by the name of the setting, at no request', async (_, args, message) => {
  const { ask, cost } = await openFrontDoor(small);
  expectRefused(await ask(query, { ...args }), message);
  expect(cost()).toEqual([]);
});

test.each([{}, { field: 'TIME' }, { direction: 'DESC' }, { field: 'TIME', direction: 'DESC' }])(
  'without an index the order %j is that of the list, by the same requests',
  async orderBy => {
    const { ask, cost } = await openFrontDoor();
    const list = (args: string) =>
      ask(`query($o: CallOrder) { calls(first: 30 ${args}) { edges { cursor node { id } } } }`, {
        o: orderBy,
      });
    const ordered = await list('orderBy: $o');
    const requests = cost();
    const usual = await ask('{ calls(first: 30) { edges { cursor node { id } } } }');
    expect(ordered).toEqual(usual);
    expect(cost()).toEqual(requests);
    const after = usual.data.calls.edges[9].cursor;
    expect((await list(`orderBy: $o, after: "${after}"`)).errors).toBeUndefined();
  },
);

const pages = '`last` takes 1 to 100.';
const first = '`first` does not go with `last` or `before`.';

test.each<[string, PageArguments, string]>([
  ['both sizes', { first: 10, last: 10 }, first],
  ['the first before', { first: 10, last: 10, before: 'x' }, first],
  ['both cursors', { last: 10, after: 'x', before: 'x' }, '`after` does not go with `last` or `before`.'],
  ['the last after', { last: 10, after: 'x' }, '`after` does not go with `last` or `before`.'],
  ['a cursor before which no number is asked for', { before: 'x' }, '`before` goes with `last`.'],
  ['none of the last', { last: 0 }, pages],
  ['fewer than none', { last: -1 }, pages],
  ['too many of the last', { last: 101 }, pages],
  ['no cursor at all', { last: 10, before: 'x' }, /^`before` takes a cursor as this list gave it/.source],
  ['an empty cursor', { last: 10, before: '' }, /^`before` takes a cursor as this list gave it/.source],
  [
    'a cursor of no list',
    { after: 'AwAA', orderBy: {} },
    /^`after` takes a cursor as this list gave it/.source,
  ],
  [
    'garbage in an order',
    { after: '%', orderBy: { direction: 'ASC' } },
    '`after` takes a cursor as this list',
  ],
])('%s are refused, at no request', async (_, args, message) => {
  const { ask, cost, memory } = await openIndexedDoor(small);
  expectRefused(await ask(query, { ...args }), new RegExp(message));
  expect([cost(), memory.requests()]).toEqual([[], []]);
});

test('the default of `first`, given or not, goes with `last`', async () => {
  const { ask, page } = await openIndexedDoor(small);
  const { data } = await ask('{ calls(last: 3) { nodes { sid } } }');
  expect(data.calls.nodes).toHaveLength(3);
  expect(sidsIn(await page({ first: 25, last: 3 }))).toHaveLength(3);
  expect(sidsIn(await page({ first: null, last: 3, after: null }))).toHaveLength(3);
});

test.each<[string, PageArguments, PageArguments, RegExp]>([
  ['another filter', { orderBy: {} }, { orderBy: {}, filter: { statuses: 'BUSY' } }, /another filter/],
  ['another field', { orderBy: { field: 'DURATION' } }, { orderBy: { field: 'ENDED_AT' } }, /another order/],
  [
    'another direction',
    { orderBy: { field: 'DURATION' } },
    { orderBy: { field: 'DURATION', direction: 'ASC' } },
    /another order/,
  ],
  [
    'another currency of the order',
    { orderBy: { field: 'COST' } },
    { orderBy: { field: 'COST' }, filter: { cost: { currency: 'CREDITS' } } },
    /another filter/,
  ],
  ['the sources', {}, { orderBy: { field: 'DURATION' } }, /another order/],
])('a cursor of a list with %s is refused', async (_, made, used, message) => {
  const { ask, page, cost } = await openIndexedDoor(small);
  const { data } = await page({ first: 2, ...made });
  const { endCursor } = data.calls.pageInfo;
  cost();
  expectRefused(await ask(query, { ...used, after: endCursor }), message);
  expect(cost()).toEqual([]);
});

test.each<[string, PageArguments]>([
  ['an empty list', { filter: { statuses: [] } }],
  ['what no source of the list can answer', { filter: { sources: ['BURKI'], directions: ['INBOUND'] } }],
])(
  'a cursor of the index is refused by the name of its argument where the filter has %s',
  async (_, empty) => {
    const { page, ask, cost } = await openIndexedDoor(small);
    const { endCursor } = (await page({ first: 2, orderBy: {} })).data.calls.pageInfo;
    for (const [argument, size] of [
      ['after', { first: 2 }],
      ['before', { last: 2 }],
    ] as const) {
      const answer = await ask(query, { ...empty, ...size, [argument]: endCursor });
      expectRefused(
        answer,
        `\`${argument}\` belongs to a list with another filter: start again without \`${argument}\`.`,
      );
    }
    expect(cost()).toEqual([]);
  },
);

test('a cursor of the index, on a gateway whose source is off by now, leads to an empty page', async () => {
  const door = await openIndexedDoor(small);
  const ofButter = { first: 2, orderBy: {}, filter: { sources: ['BUTTER'] } };
  const { endCursor } = (await door.page(ofButter)).data.calls.pageInfo;
  const later = await openIndexedDoor({ ...small, off: ['BUTTER'] });
  const { data, errors } = await later.page({ ...ofButter, after: endCursor });
  expect(errors).toBeUndefined();
  expect(data.calls).toMatchObject({ edges: [], pageInfo: { hasNextPage: false } });
});

test('a cursor of the sources leads forward only', async () => {
  const { ask, page, cost } = await openIndexedDoor(small);
  const { data } = await page({ first: 2 });
  cost();
  const answer = await ask(query, { last: 2, before: data.calls.pageInfo.startCursor });
  expectRefused(
    answer,
    /^`before` belongs to a list that the sources answer, which goes forward only: start again/,
  );
  expect(cost()).toEqual([]);
});

test.each(['after', 'before'])(
  'a cursor of the index in `%s` is refused by a gateway without one, which says to start again',
  async argument => {
    const door = await openIndexedDoor(small);
    const { data } = await door.page({ first: 2, orderBy: {} });
    const plain = door.replica({ createIndex: undefined });
    const size = argument === 'before' ? { last: 2 } : {};
    const answer = await plain.ask(query, { ...size, [argument]: data.calls.pageInfo.endCursor });
    expectRefused(
      answer,
      new RegExp(`^\`${argument}\` belongs to a list of the index .* INDEX .*: start again without`),
    );
  },
);

test.each<[string, object | null, boolean]>([
  ['of both sources', null, false],
  ['of Butter', { sources: 'BUTTER' }, false],
  ['of Burki', { sources: 'BURKI' }, true],
  ['of both sources, in dollars alone', { cost: { currency: 'USD' } }, true],
  ['of both sources, in credits alone', { cost: { currency: 'CREDITS', min: 1 } }, true],
  ['that cost something in dollars', { cost: { min: 1 } }, true],
])('without a rate for credits, calls %s can be ordered by cost: %s', async (_, filter, isAnswered) => {
  const { ask, cost } = await openIndexedDoor({
    ...small,
    gateway: { costConversion: { currency: 'USD', rates: {} } },
  });
  const answer = await ask(query, { filter, orderBy: { field: 'COST' } });
  if (isAnswered) expect(answer.errors).toBeUndefined();
  else
    expectRefused(
      answer,
      /^`orderBy` COST compares amounts in USD, into which this gateway has no rate for Butter/,
    );
  expect(cost()).toEqual([]);
});
