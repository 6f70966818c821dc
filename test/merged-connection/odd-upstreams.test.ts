import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/upstream/limits.ts';
import { itemOf, openFrontDoor, plainLimits } from '../front-door.ts';
import { askPage, sidsOf, walk } from './paging.ts';

test('nine hundred unstarted calls are each listed once, highest id first', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 20 } });
  for (let each = 0; each < 900; each += 1) door.burki.arrive();
  const calls = await walk(door, { first: 100 });
  expect(sidsOf(calls).sort()).toEqual(door.burki.calls.map(call => call.call_sid).sort());
  const unstarted = door.burki.calls.filter(call => (call.started_at ?? null) === null);
  expect(sidsOf(calls).slice(0, unstarted.length)).toEqual(unstarted.map(call => call.call_sid));
});

test('an agent for which Burki answers 500 neither costs retries nor opens the breaker of its list', async () => {
  const limits = { ...defaultLimits, attemptTimeoutMs: plainLimits.attemptTimeoutMs };
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 20 }, gateway: { limits } });
  door.burki.play({
    matches: ({ query }) => query['assistant_id'] !== undefined,
    fault: { kind: 'status', status: 500 },
  });
  for (let each = 0; each < 10; each += 1) {
    const { errors } = await askPage(door, { first: 5, filter: { agents: ['99999'] } });
    expect(errors).toBeUndefined();
  }
  expect(door.cost()).toHaveLength(20);
  expect(itemOf((await askPage(door, { first: 5 })).data.calls.coverage, 'BURKI').state).toBe('COMPLETE');
});

test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
  'a call of the time %s does not break the list',
  async time => {
    const door = await openFrontDoor({ butter: { calls: 30 }, burki: { calls: 30 } });
    const [, , butter] = door.butter.calls;
    const [, , , burki] = door.burki.calls;
    door.butter.change(butter?.call_sid ?? '', { start_time: time, created_at: time });
    door.burki.change(burki?.id ?? 0, { started_at: time });
    const all = [...door.butter.calls, ...door.burki.calls].map(call => call.call_sid);
    expect(sidsOf(await walk(door)).sort()).toEqual(all.sort());
  },
);

test.each([3_000_000_000, -1, '12.5', 'many'])('a total of %s is dropped', async total => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 30 } });
  door.burki.play({
    route: 'list',
    fault: { kind: 'rewrite', change: json => Object.assign({}, json, { total }) },
  });
  const { data, errors } = await askPage(door, { first: 5 });
  expect(errors).toBeUndefined();
  expect(data.calls.totalCount).toBeNull();
});

test('a total that comes as a string is read', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 30 } });
  door.burki.play({ fault: { kind: 'rewrite', change: json => Object.assign({}, json, { total: '30' }) } });
  const { data, errors } = await askPage(door, { first: 5 });
  expect(errors).toBeUndefined();
  expect(data.calls.totalCount).toBe(30);
  expect(door.cost()).toEqual(['BURKI /api/v1/calls/?skip=0&limit=15']);
});

test('a Butter that refuses every cursor ends the list with an error, not with endless pages', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  door.butter.play({
    matches: ({ query }) => query['cursor'] !== undefined,
    fault: { kind: 'status', status: 400 },
  });
  await expect(walk(door, { first: 7 })).rejects.toThrow('UPSTREAM_ERROR');
});

test('a Butter cursor that is too long ends the list, which is marked as incomplete', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  const long = { has_more: true, next_cursor: 'x'.repeat(5_000) };
  door.butter.play({
    fault: { kind: 'rewrite', change: json => Object.assign({}, json, { pagination: long }) },
  });
  const { data, errors } = await askPage(door, { first: 100 });
  expect(errors).toBeUndefined();
  expect(data.calls.pageInfo.hasNextPage).toBe(false);
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    state: 'PARTIAL',
    code: 'UPSTREAM_INVALID_RESPONSE',
  });
});

test('a scan that fails midway keeps its progress', async () => {
  const door = await openFrontDoor({ off: ['BURKI'], butter: { calls: 320 } });
  const filter = { customerNumber: '+15559876543' };
  const heal = door.butter.play({
    matches: ({ query }) => query['cursor'] !== undefined,
    fault: { kind: 'status', status: 503 },
  });
  const { data, errors } = await askPage(door, { first: 5, filter });
  expect(errors).toBeUndefined();
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    state: 'PARTIAL',
    code: 'UPSTREAM_UNAVAILABLE',
    scanned: 100,
  });
  heal();
  door.cost();
  await askPage(door, { first: 5, filter, after: data.calls.pageInfo.endCursor });
  expect(door.cost()[0]).toContain('cursor=');
});

test('a number written in pairs is found by its digits', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 30 } });
  const { call_sid } = door.burki.arrive({ customer_phone_number: '+1 21 25 55 01 42' });
  expect(sidsOf(await walk(door, { filter: { customerNumber: '+12125550142' } }))).toContain(call_sid);
});

test('the same agent by both its keys is pushed down as one', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'] });
  const { data } = await door.ask('{ callByDatabaseId(databaseId: 101) { agent { id } } }');
  door.cost();
  await askPage(door, { first: 5, filter: { agents: [data.callByDatabaseId.agent.id, '123'] } });
  expect(door.cost()).toEqual(['BURKI /api/v1/calls/?skip=0&limit=15&assistant_id=123']);
});
