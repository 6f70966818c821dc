import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutRedis } from './redis-server.ts';
import { cache, openTwo, ready } from './two-gateways.ts';

const query =
  '{ callByDatabaseId(databaseId: 101) { status sid transcript { text } recordings { uri } agent { settings { llm { model } } } } }';
const day = 24 * 60 * 60_000;

/** The request that a miss of each kind costs. */
const requestOf: Readonly<Record<string, string>> = {
  call: 'BURKI /api/v1/calls/101',
  transcript: 'BURKI /api/v1/calls/101/transcripts',
  recordings: 'BURKI /api/v1/calls/101/recordings',
  agent: 'BURKI /api/v1/assistants/123',
};

type Fields = Record<string, unknown>;

/** Defects of a cache entry. */
const damage: fc.Arbitrary<(entry: Fields) => unknown> = fc.oneof(
  fc.json().map(json => () => JSON.parse(json)),
  fc
    .jsonValue()
    .filter(value => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(value => (entry: Fields) => ({ ...entry, value })),
  fc.integer({ min: 1, max: 30 * day }).map(more => (entry: Fields) => ({ ...entry, freshMs: day + more })),
  fc
    .integer({ min: 60_000, max: 30 * day })
    .map(ahead => (entry: Fields) => ({ ...entry, at: Date.now() + ahead })),
  fc.constantFrom('at', 'freshMs', 'value').map(
    name =>
      ({ [name]: _, ...rest }: Fields) =>
        rest,
  ),
);

test.skipIf(withoutRedis)('an entry in Redis of another kind or with an invalid age is a miss', async () => {
  const { redis, door, other } = await openTwo({
    gateway: { cache: { ...cache, shareConversations: true } },
  });
  const { data } = await door.ask(query);
  const request = door.cost();
  expect(request).toHaveLength(4);
  const kinds = ['call', 'transcript', 'recordings', 'agent'];
  const keyOf = async (kind: string) => (await redis.client.keys(`*:${kind}:*`))[0] ?? '';
  await expect.poll(async () => (await Promise.all(kinds.map(keyOf))).every(Boolean)).toBe(true);
  const texts = new Map<string, string>();
  for (const kind of kinds) {
    const key = await keyOf(kind);
    texts.set(key, (await redis.client.get(key)) ?? '');
  }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...texts.keys()), damage, async (damaged, change) => {
      await ready(door);
      for (const [key, text] of texts)
        await redis.client.set(key, key === damaged ? JSON.stringify(change(JSON.parse(text))) : text);
      const answer = await other.ask(query);
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toEqual(data);
      expect(door.cost()).toContain(requestOf[damaged.split(':').at(-2) ?? '']);
    }),
    { numRuns: 60 },
  );
});

test.skipIf(withoutRedis)(
  'a call in Redis under the key of another, or of another source, is a miss',
  async () => {
    const { redis, door, other } = await openTwo();
    const queryOf = (id: number) => `{ callByDatabaseId(databaseId: ${id}) { databaseId sid } }`;
    const [first, second] = door.burki.calls.map(({ id }) => id);
    await door.ask(`{ a: callBySid(sid: "call_abc123def456") { sid } }`);
    await door.ask(queryOf(first ?? 0));
    const keysOf = (key: unknown) => redis.client.keys(`*:call:${key}`);
    await expect
      .poll(() => Promise.all([keysOf(first), keysOf('call_abc123def456')]))
      .toEqual([[expect.any(String)], [expect.any(String)]]);
    const [key = ''] = await keysOf(first);
    for (const from of [first, 'call_abc123def456']) {
      const text = (await redis.client.get((await keysOf(from))[0] ?? '')) ?? '';
      await redis.client.set(key.replace(`${first}`, `${second}`), text);
      door.cost();
      expect((await other.ask(queryOf(second ?? 0))).data.callByDatabaseId.databaseId).toBe(`${second}`);
      expect(door.cost()).toEqual([`BURKI /api/v1/calls/${second}`]);
      await door.gateway.purge.call(`${second}`);
    }
  },
);

test.skipIf(withoutRedis)(
  'a sid that Redis maps to another call, or to an invalid key, is fetched from the source',
  async () => {
    const { redis, door, other } = await openTwo();
    const [one, another] = door.burki.calls;
    const query = `{ callBySid(sid: "${one?.call_sid}") { databaseId } }`;
    await door.ask(query);
    await expect.poll(() => redis.client.keys('*:sid:*')).toHaveLength(1);
    const [key = ''] = await redis.client.keys('*:sid:*');
    const entry = JSON.parse((await redis.client.get(key)) ?? '');
    for (const wrong of [`${another?.id}`, '../../secrets', '1e3', 7, null]) {
      await door.gateway.purge.all();
      await redis.client.set(key, JSON.stringify({ ...entry, value: { key: wrong } }));
      door.cost();
      expect((await other.ask(query)).data.callBySid.databaseId).toBe(`${one?.id}`);
      const asked = door.cost();
      expect(asked.at(-1)).toBe(`BURKI /api/v1/calls/sid/${one?.call_sid}`);
      expect(asked).toHaveLength(wrong === `${another?.id}` ? 2 : 1);
    }
  },
);
