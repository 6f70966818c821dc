import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Call, idOfCall, orderTimeOf } from '../../src/domain/call.ts';
import { microsecondsOf } from '../../src/domain/instant.ts';
import { openIndexedDoor, sidsIn, walkIndexed } from './indexed-door.ts';
import { openLibsqlDoor } from './libsql-door.ts';
import { expectRightLists, fields } from './list-oracle.ts';

test('every filter in every order gives exactly the calls that match, in that order, in pages both ways, at no request', async () => {
  const door = await openIndexedDoor({ gateway: { explain: true } });
  const calls = door.calls();
  door.memory.calls = () => calls;
  await expectRightLists(door);
  expect(door.cost()).toEqual([]);
});

test('the index on libsql gives the same, once it has read all calls', async () => {
  await expectRightLists(await openLibsqlDoor({ gateway: { explain: true } }));
});

test('pages of any size and direction make up the same list, from any edge on', async () => {
  const door = await openIndexedDoor({ butter: { calls: 40 }, burki: { calls: 40 } });
  const calls = door.calls();
  door.memory.calls = () => calls;
  const walks = fc.record({
    field: fc.constantFrom(...fields),
    direction: fc.constantFrom('ASC', 'DESC'),
    size: fc.integer({ min: 3, max: 100 }),
    backward: fc.boolean(),
    byEdge: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(walks, async ({ field, direction, size, backward, byEdge }) => {
      const orderBy = { field, direction };
      const whole = sidsIn(await door.page({ first: 100, orderBy }));
      const pages = { [backward ? 'last' : 'first']: size, backward, byEdge };
      expect(await walkIndexed(door, { orderBy, ...pages })).toEqual(whole);
    }),
    { numRuns: 40 },
  );
});

test('newest first is the order of the sources, calls that have not started included', async () => {
  const door = await openIndexedDoor();
  const bySources = sidsIn(await door.page({ first: 100 }));
  expect(door.cost()).not.toEqual([]);
  const byIndex = sidsIn(await door.page({ first: 100, orderBy: {} }));
  const calls = new Map(door.calls().map(call => [call.sid, call]));
  const time = (sid: string) => {
    const at = orderTimeOf(calls.get(sid) as Call);
    return at === null ? Infinity : microsecondsOf(at);
  };
  // Butter lists some pairs of calls in the wrong order, and Burki those that have not started by their ids.
  expect(byIndex.toSorted()).toEqual(bySources.toSorted());
  expect(byIndex.map(time)).toEqual(bySources.map(time).toSorted((a, b) => (a > b ? -1 : Number(a < b))));
  expect(door.cost()).toEqual([]);
});

test('a page knows whether calls precede it and follow it, in both directions', async () => {
  const door = await openIndexedDoor({ butter: { calls: 10 }, off: ['BURKI'] });
  const orderBy = { field: 'DURATION' };
  const first = await door.page({ first: 4, orderBy });
  expect(first.data.calls.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  const { endCursor } = first.data.calls.pageInfo;
  const second = await door.page({ first: 4, after: endCursor, orderBy });
  expect(second.data.calls.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
  const before = second.data.calls.pageInfo.startCursor;
  const back = await door.page({ last: 100, before, orderBy });
  expect(sidsIn(back)).toEqual(sidsIn(first));
  expect(back.data.calls.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  const last = await door.page({ last: 4, orderBy });
  expect(last.data.calls.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  expect(last.data.calls.edges).toHaveLength(4);
});

test('the empty page before the first call leads on to all calls, and that after the last one back to them', async () => {
  const door = await openIndexedDoor({ butter: { calls: 4 }, burki: { calls: 4 } });
  for (const field of fields) {
    const list = { orderBy: { field } };
    const whole = await door.page({ ...list, first: 100 });
    const { startCursor, endCursor } = whole.data.calls.pageInfo;
    const before = await door.page({ ...list, last: 3, before: startCursor });
    expect(before.data.calls).toMatchObject({ edges: [], pageInfo: { hasNextPage: true } });
    const after = before.data.calls.pageInfo.endCursor;
    expect(sidsIn(await door.page({ ...list, first: 100, after }))).toEqual(sidsIn(whole));
    const behind = await door.page({ ...list, first: 3, after: endCursor });
    expect(behind.data.calls).toMatchObject({ edges: [], pageInfo: { hasPreviousPage: true } });
    const last = behind.data.calls.pageInfo.startCursor;
    expect(sidsIn(await door.page({ ...list, last: 100, before: last }))).toEqual(sidsIn(whole));
  }
});

test('calls that come and go between two pages neither repeat nor hide another', async () => {
  const door = await openIndexedDoor({ off: ['BUTTER'], burki: { calls: 60 } });
  const orderBy = { field: 'DURATION', direction: 'ASC' };
  const whole = sidsIn(await door.page({ first: 100, orderBy }));
  const gone = door.burki.calls.find(({ call_sid }) => call_sid === whole[9]);
  let isRemoved = false;
  const walked = await walkIndexed(door, {
    orderBy,
    first: 10,
    onPage() {
      if (!isRemoved && gone) door.burki.remove(gone.id);
      isRemoved = true;
      door.burki.arrive();
    },
  });
  expect(walked.filter(sid => whole.includes(sid))).toEqual(whole);
  expect(new Set(walked).size).toBe(walked.length);
});

test('node ids of a list of the index are those of the calls', async () => {
  const door = await openIndexedDoor({ butter: { calls: 5 }, burki: { calls: 5 } });
  const { data } = await door.page({ first: 10, orderBy: { field: 'TURN_COUNT' } });
  const ids = data.calls.edges.map(({ node }: { node: { id: string } }) => node.id);
  expect(ids.toSorted()).toEqual(door.calls().map(idOfCall).sort());
});

test.each(['ASC', 'DESC'])('calls in a currency without a rate come last by cost, %s', async direction => {
  const door = await openIndexedDoor({ butter: { calls: 5 }, burki: { calls: 5 } });
  const { call_sid } = door.burki.arrive({ status: 'completed', total_cost: 9, cost_currency: 'EUR' });
  const sids = sidsIn(await door.page({ first: 100, orderBy: { field: 'COST', direction } }));
  const unknown = door.calls().filter(({ cost }) => cost.total === null || cost.currency === 'EUR');
  expect(unknown.map(({ sid }) => sid)).toContain(call_sid);
  expect(new Set(sids.slice(-unknown.length))).toEqual(new Set(unknown.map(({ sid }) => sid)));
});
