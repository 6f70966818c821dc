import { expect, test } from 'vitest';
import { microsecondsOf } from '../../src/domain/instant.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { askPage, ofSource, sidsOf, walk } from './paging.ts';

test('with Butter down, the calls of Burki are listed with a coverage that reports the failure, without an error', async () => {
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

test('the list is null, with one error, only if every source failed', async () => {
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

test('a source that fails for a while has its calls listed late rather than never', async () => {
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

test('a source that fails in the middle of a list continues from its last position', async () => {
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

test('a scan that stops early returns no older call, and continues with the next page', async () => {
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

test('the time to which a source has been read never increases', async () => {
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

test('a source that is not configured gets no request, and its absence is no failure of a list', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'] });
  const { data, errors } = await askPage(door, { first: 10 });
  expect(errors).toBeUndefined();
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    source: 'BUTTER',
    state: 'NOT_CONFIGURED',
  });
  expect(door.cost().every(url => url.startsWith('BURKI'))).toBe(true);
});

test('the total of the first page is kept for later pages if every requested source counts', async () => {
  const door = await openFrontDoor();
  const filter = { sources: 'BURKI' };
  const first = await askPage(door, { first: 50, filter });
  expect(first.data.calls.totalCount).toBe(120);
  const next = await askPage(door, { first: 50, filter, after: first.data.calls.pageInfo.endCursor });
  expect(next.data.calls.totalCount).toBe(120);
  expect((await askPage(door, { first: 50 })).data.calls.totalCount).toBeNull();
});

test('a total that Burki counted for a part of the filter is dropped', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 5, filter: { sources: 'BURKI', statuses: ['FAILED'] } });
  expect(data.calls.totalCount).toBeNull();
});

test('rows without the key of a call are omitted, and the list is marked as incomplete', async () => {
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
