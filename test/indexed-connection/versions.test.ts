import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openIndexedDoor, sidsIn } from './indexed-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const second = 1_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-05-05T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);

/** A gateway that remembers, with an index of the calls as they are now. */
async function openRemembering() {
  const door = await openIndexedDoor({ butter: { calls: 40 }, burki: { calls: 40 }, gateway: { cache } });
  const read = () => {
    const calls = door.calls();
    door.memory.calls = () => calls;
    door.memory.readAt = Date.now();
  };
  read();
  return { ...door, read };
}

const fields = 'sid status duration cost { total }';
const listed = (filter: string, more = '') =>
  `calls(first: 100, filter: { ${filter} }, orderBy: { field: DURATION }) { nodes { ${fields} ${more} } }`;
const callIn = (nodes: { sid: string }[], sid: string) => nodes.find(node => node.sid === sid);

test('a list of the index shows the newer version of a call that the gateway has seen, of either source', async () => {
  const { ask, butter, burki, cost } = await openRemembering();
  const [one, other] = [butter.calls[30]?.call_sid ?? '', burki.calls[30]];
  later(second);
  butter.change(one, { duration_seconds: 1_111 });
  burki.change(other?.id ?? 0, { duration: 2_222 });
  await ask(
    `{ callBySid(sid: "${one}") { ${fields} } callByDatabaseId(databaseId: ${other?.id}) { ${fields} } }`,
  );
  cost();
  later(second);
  const { data } = await ask(`{ ${listed('ongoing: false')} }`);
  expect(callIn(data.calls.nodes, one)).toMatchObject({ duration: 1_111 });
  expect(callIn(data.calls.nodes, other?.call_sid ?? '')).toMatchObject({ duration: 2_222 });
  expect(cost()).toEqual([]);
});

test('a call whose newer version no longer matches the filter is left out', async () => {
  const { ask, page, butter, cost } = await openRemembering();
  const sid = butter.calls[30]?.call_sid ?? '';
  const filter = { duration: { max: 1_000 }, ongoing: false, sources: 'BUTTER' };
  const before = sidsIn(await page({ first: 100, filter }));
  expect(before).toContain(sid);
  later(second);
  butter.change(sid, { duration_seconds: 1_111 });
  await ask(`{ callBySid(sid: "${sid}") { ${fields} } }`);
  cost();
  expect(sidsIn(await page({ first: 100, filter }))).toEqual(before.filter(each => each !== sid));
  expect(cost()).toEqual([]);
});

test.each(['BUTTER', 'BURKI'] as const)(
  'after a list of the index, the gateway shows no earlier version of a call of %s that it remembers',
  async source => {
    const { ask, butter, burki, cost, read } = await openRemembering();
    const sid = source === 'BUTTER' ? (butter.calls[30]?.call_sid ?? '') : (burki.calls[30]?.call_sid ?? '');
    const byKey = `{ callBySid(sid: "${sid}", source: ${source}) { ${fields} } }`;
    await ask(byKey);
    cost();
    await ask(byKey);
    expect(cost()).toEqual([]);
    later(second);
    if (source === 'BUTTER') butter.change(sid, { duration_seconds: 1_111 });
    else burki.change(burki.calls[30]?.id ?? 0, { duration: 1_111 });
    read();
    later(second);
    const { data } = await ask(`{ ${listed(`sources: ${source}, ongoing: false`)} }`);
    expect(callIn(data.calls.nodes, sid)).toMatchObject({ duration: 1_111 });
    expect(cost()).toEqual([]);
    expect((await ask(byKey)).data.callBySid).toMatchObject({ duration: 1_111 });
    expect(cost()).toHaveLength(1);
  },
);

test('all fields of a call in one answer are of one version, the newest, although the index has an earlier one', async () => {
  const { ask, butter } = await openRemembering();
  const sid = butter.calls[30]?.call_sid ?? '';
  later(second);
  butter.change(sid, { duration_seconds: 1_111, total_cost: 77 });
  const { data, errors } = await ask(`{ ${listed('sources: BUTTER, ongoing: false', 'traceId')} }`);
  expect(errors).toBeUndefined();
  expect(callIn(data.calls.nodes, sid)).toMatchObject({ duration: 1_111, cost: { total: '77' } });
});
