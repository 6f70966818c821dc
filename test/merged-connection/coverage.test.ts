import { expect, test } from 'vitest';
import { microsecondsOf } from '../../src/domain/instant.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { askPage, ofSource, sidsOf, walk } from './paging.ts';

test("with Butter down, Burki's calls come with coverage that says so and no error", async () => {
  const door = await openFrontDoor();
  await door.butter.close();
  const { data, errors, status } = await askPage(door, { first: 10 });
  expect(status).toBe(200);
  expect(errors).toBeUndefined();
  expect(
    ofSource(
      data.calls.edges.map((edge: { node: unknown }) => edge.node),
      'BURKI',
    ),
  ).toHaveLength(10);
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    state: 'UNAVAILABLE',
    code: 'UPSTREAM_UNAVAILABLE',
    scanned: 0,
  });
  const complete = { state: 'COMPLETE', code: null, scanned: 10, total: 120 };
  expect(itemOf(data.calls.coverage, 'BURKI')).toMatchObject(complete);
});

test('only when every source failed is the list null, with one error', async () => {
  const door = await openFrontDoor();
  await door.butter.close();
  door.burki.play({ route: 'list', fault: { kind: 'status', status: 503 } });
  const { data, errors } = await askPage(door, { first: 10 });
  expect(data.calls).toBeNull();
  expect(errors).toHaveLength(1);
  expect(errors?.[0]).toMatchObject({
    path: ['calls'],
    extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
  });
});

test('a source that fails for a while gives its calls late rather than never', async () => {
  const door = await openFrontDoor();
  const all = [...door.butter.calls, ...door.burki.calls].map(call => call.call_sid);
  const heal = door.butter.play({ route: 'list', fault: { kind: 'status', status: 500 } });
  let pages = 0;
  const calls = await walk(door, {
    between() {
      pages += 1;
      if (pages === 5) heal();
    },
  });
  expect(ofSource(calls.slice(0, 35), 'BUTTER')).toEqual([]);
  expect(sidsOf(calls).sort()).toEqual(all.sort());
});

test('a source that fails in the middle of a list goes on from where it stood', async () => {
  const door = await openFrontDoor();
  const all = [...door.butter.calls, ...door.burki.calls].map(call => call.call_sid);
  let pages = 0;
  const calls = await walk(door, {
    between() {
      pages += 1;
      if (pages === 4) door.burki.play({ route: 'list', times: 3, fault: { kind: 'reset' } });
    },
  });
  expect(sidsOf(calls).sort()).toEqual(all.sort());
});

test('a scan that stops early gives nothing older than where it stopped, and goes on with the next page', async () => {
  const door = await openFrontDoor({ butter: { calls: 320 }, scanPages: 1 });
  const filter = { statuses: ['BUSY', 'NO_ANSWER'] };
  const { data } = await askPage(door, { first: 100, filter });
  const butter = itemOf(data.calls.coverage, 'BUTTER');
  expect(butter).toMatchObject({ state: 'PARTIAL', code: null, scanned: 100 });
  expect(data.calls.pageInfo.hasNextPage).toBe(true);
  expect(data.calls.edges.length).toBeGreaterThan(0);
  for (const { node } of data.calls.edges)
    expect((node.startedAt ?? node.createdAt) >= butter.reachedBackTo).toBe(true);
  const unanswered = door.butter.calls.filter(call => /^(busy|no.answer)$/i.test(call.status ?? ''));
  const calls = await walk(door, { first: 100, filter });
  expect(sidsOf(calls)).toEqual(unanswered.map(call => call.call_sid));
});

test('how far back a source has been read never goes forward again', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  const reached: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 110; page += 1) {
    const { data } = await askPage(door, { first: 1, after });
    after = data.calls.pageInfo.endCursor;
    reached.push(itemOf(data.calls.coverage, 'BUTTER').reachedBackTo);
  }
  const times = reached.map(instant => microsecondsOf(instant));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test('a source that is off is not asked, and its absence is no failure', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'] });
  const { data, errors } = await askPage(door, { first: 10 });
  expect(errors).toBeUndefined();
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    source: 'BUTTER',
    state: 'NOT_CONFIGURED',
  });
  const one = await door.ask('{ callBySid(sid: "call_abc123def456") { id } }');
  expect(one).toMatchObject({ data: { callBySid: null } });
  expect(one.errors).toBeUndefined();
  expect(door.cost().every(url => url.startsWith('BURKI'))).toBe(true);
});

test('the total is counted with the first page and carried on, when every source asked counts', async () => {
  const door = await openFrontDoor();
  const filter = { sources: 'BURKI' };
  const first = await askPage(door, { first: 50, filter });
  expect(first.data.calls.totalCount).toBe(120);
  const next = await askPage(door, { first: 50, filter, after: first.data.calls.pageInfo.endCursor });
  expect(next.data.calls.totalCount).toBe(120);
  expect((await askPage(door, { first: 50 })).data.calls.totalCount).toBeNull();
});

test('a total that Burki counted for less than the whole filter is not passed on', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5, filter: { sources: 'BURKI', statuses: ['FAILED'] } });
  expect(data.calls.totalCount).toBeNull();
});

test('rows that do not say which call they are are passed over, and the list says so', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  door.butter.play({
    route: 'list',
    times: 1,
    fault: {
      kind: 'rewrite',
      change: json => JSON.parse(JSON.stringify(json).replace(/"call_sid":"[^"]+"/, '"call_sid":null')),
    },
  });
  const { data, errors } = await askPage(door, { first: 10 });
  expect(errors).toBeUndefined();
  expect(data.calls.edges).toHaveLength(10);
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    state: 'PARTIAL',
    code: 'UPSTREAM_INVALID_RESPONSE',
  });
});

test("Burki's older bare list is read as well", async () => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { legacyList: true } });
  const calls = await walk(door, { first: 25 });
  expect(sidsOf(calls).sort()).toEqual(door.burki.calls.map(call => call.call_sid).sort());
});
