import { expect, test } from 'vitest';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { askPage, ofSource, sidsOf, walk } from './paging.ts';

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

test('times and durations include their bounds, to the microsecond', async () => {
  const door = await openFrontDoor();
  const call = door.burki.calls.find(
    each => /\.\d{6}$/.test(each.started_at ?? '') && each.duration !== null,
  );
  const at = `${call?.started_at}Z`;
  const filter = {
    sources: 'BURKI',
    startedAfter: at,
    startedBefore: at,
    minDuration: call?.duration,
    maxDuration: call?.duration,
  };
  expect(sidsOf(await walk(door, { first: 5, filter }))).toEqual([call?.call_sid]);
});

test('a fractional duration is widened for Burki and filtered exactly by the gateway', async () => {
  const door = await openFrontDoor();
  await askPage(door, { first: 5, filter: { sources: 'BURKI', minDuration: 60.5, maxDuration: 99.5 } });
  expect(door.cost()[0]).toContain('min_duration=60&max_duration=100');
});

test.each([
  ['a zone', '2026-01-01T02:00:00+02:00'],
  ['small letters', '2026-01-01t00:00:00z'],
])('%s in a date filter reaches Burki as UTC', async (_, startedAfter) => {
  const door = await openFrontDoor();
  await askPage(door, { first: 5, filter: { sources: 'BURKI', startedAfter } });
  expect(new URL(`http://x${door.cost()[0]?.slice(6)}`).searchParams.get('date_from')).toBe(
    '2026-01-01T00:00:00Z',
  );
});

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
])(
  'a cursor belongs to its filter with the time written %s, and Burki gets the same request',
  async (_, time) => {
    const door = await openFrontDoor({ off: ['BUTTER'] });
    const plain = { startedAfter: '2026-01-01T00:00:00Z' };
    const { data } = await askPage(door, { first: 2, filter: plain });
    const after = data.calls.pageInfo.endCursor;
    const [first] = door.cost();
    const other = await askPage(door, { first: 2, after, filter: { startedAfter: time } });
    expect(other.errors).toBeUndefined();
    expect(other.data).toEqual((await askPage(door, { first: 2, after, filter: plain })).data);
    door.cost();
    await askPage(door, { first: 2, filter: { startedAfter: time } });
    expect(door.cost()).toEqual([first]);
  },
);

test('an empty list in a filter sends no request', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 100, filter: { statuses: [], sources: [] } });
  expect(data.calls.edges).toHaveLength(100);
});
