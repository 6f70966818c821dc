import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FrontDoor, holdAnswers, openFrontDoor, patient } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const open = () => openFrontDoor({ gateway: { ...patient, cache, explain: true } });

const byInteger = '{ callByDatabaseId(databaseId: 101) { status transcript { text } recordings { uri } } }';
const whole = [
  'BURKI /api/v1/calls/101',
  'BURKI /api/v1/calls/101/transcripts',
  'BURKI /api/v1/calls/101/recordings',
];

test('a purge by sid removes the call that was fetched by its integer, with transcript and recordings', async () => {
  const { ask, gateway, burki, cost } = await open();
  const sid = burki.calls.find(({ id }) => id === 101)?.call_sid ?? '';
  await ask(byInteger);
  cost();
  expect(await gateway.purge.call(sid)).toBe('everywhere');
  expect((await ask(byInteger)).errors).toBeUndefined();
  expect(cost().sort()).toEqual([...whole].sort());
});

const asked = ({ butter, burki }: FrontDoor) => butter.requests.length + burki.requests.length;

const queries = {
  'a call of Butter': '{ callBySid(sid: "call_abc123def456") { status turns { number } } }',
  'a call of Burki': '{ callByDatabaseId(databaseId: 101) { status } }',
  'a call of Burki by its sid': '{ callBySid(sid: "SID") { status } }',
  'a transcript': '{ callByDatabaseId(databaseId: 101) { transcript { text } } }',
  'a list': '{ calls(first: 2) { edges { node { status } } } }',
};

const keys = {
  'a call of Butter': 'call_abc123def456',
  'a call of Burki': '101',
  'a call of Burki by its sid': 'SID',
  'a transcript': '101',
  'a list': '101',
};

describe.each(Object.keys(queries) as (keyof typeof queries)[])('%s that is in flight at a purge', name => {
  const inDoor = (text: string, { burki }: FrontDoor) =>
    text.replace('SID', burki.calls.find(({ id }) => id === 101)?.call_sid ?? '');

  test.each(['call', 'all'] as const)('of %s is answered and never cached', async of => {
    const door = await open();
    const { ask, gateway, cost } = door;
    const query = inDoor(queries[name], door);
    const release = holdAnswers(door.butter, door.burki);
    const underWay = ask(query);
    await expect.poll(() => asked(door)).toBeGreaterThan(0);
    await (of === 'all' ? gateway.purge.all() : gateway.purge.call(inDoor(keys[name], door)));
    release();
    const { data, errors } = await underWay;
    expect(errors).toBeUndefined();
    cost();
    expect((await ask(query)).data).toEqual(data);
    expect(cost().length).toBeGreaterThan(0);
  });

  test('is not shared with a client that comes after the purge', async () => {
    const door = await open();
    const { ask, gateway, cost } = door;
    const query = inDoor(queries[name], door);
    const release = holdAnswers(door.butter, door.burki);
    const before = ask(query);
    await expect.poll(() => asked(door)).toBeGreaterThan(0);
    const begun = cost();
    await gateway.purge.all();
    const after = ask(query);
    await expect.poll(() => asked(door)).toBeGreaterThanOrEqual(begun.length);
    release();
    await Promise.all([before, after]);
    expect(cost()).toEqual(expect.arrayContaining(begun));
  });
});

test('a purge of one call keeps all others, by whichever key they were fetched', async () => {
  const { ask, gateway, burki, cost } = await open();
  const calls = burki.calls.slice(0, 20);
  const queryOf = (id: number) => `{ callByDatabaseId(databaseId: ${id}) { status transcript { text } } }`;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...calls),
      fc.constantFrom(...calls),
      fc.boolean(),
      async (purged, other, bySid) => {
        fc.pre(purged.id !== other.id);
        for (const { id } of [purged, other]) await ask(queryOf(id));
        await gateway.purge.call(bySid ? purged.call_sid : String(purged.id));
        cost();
        await ask(queryOf(purged.id));
        expect(cost()).toHaveLength(2);
        await ask(`{ callByDatabaseId(databaseId: ${other.id}) { transcript { text } } }`);
        expect(cost().filter(request => request.endsWith('transcripts'))).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});
