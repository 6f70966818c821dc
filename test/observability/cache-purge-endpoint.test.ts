import fc from 'fast-check';
import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { withCachePurge } from '../../src/server/cache-purge-endpoint.ts';
import { listen } from '../../src/server/http-server.ts';
import { openFrontDoor } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };

/** A gateway that remembers, and the address at which it is told to forget. */
async function open() {
  const door = await openFrontDoor({ butter: { calls: 0 }, burki: { calls: 0 }, gateway: { cache } });
  const listener = withCachePurge(
    door.gateway.purge,
    null,
    (_, response) => void response.writeHead(404).end(),
  );
  const { url, close } = await listen(listener, '127.0.0.1', 0);
  onTestFinished(close);
  const forget = async (key: string) => {
    const { statusCode, body } = await request(`${url}/cache/${encodeURIComponent(key)}`, {
      method: 'DELETE',
    });
    return { status: statusCode, body: await body.json() };
  };
  return { ...door, forget };
}

const settled = { status: 'completed', started_at: '2026-03-09T10:00:00', ended_at: '2026-03-09T10:05:00' };

describe.each(['a84b4c76e66710@pbx.example.net', '1700000000', 'a/b', 'x'.repeat(256), '€'.repeat(256)])(
  'a call with the sid %s',
  sid => {
    const bySid = 'query ($sid: String!) { callBySid(sid: $sid) { id status } }';
    const byId = 'query ($id: ID!) { call(id: $id) { status } }';

    test('is purged by its sid if it is a call of Burki', async () => {
      const { ask, burki, cost, forget } = await open();
      burki.arrive({ ...settled, call_sid: sid });
      await ask(bySid, { sid });
      await ask(bySid, { sid });
      expect(cost()).toHaveLength(1);
      expect(await forget(sid)).toEqual({ status: 200, body: { purged: 'everywhere' } });
      await ask(bySid, { sid });
      expect(cost()).toHaveLength(1);
    });

    test('is purged by its sid or its id if it is a call of Butter', async () => {
      const { ask, butter, cost, forget } = await open();
      butter.arrive({ ...settled, call_sid: sid });
      const id = encodeNodeId('Call', 'BUTTER', sid);
      for (const key of [sid, id]) {
        await ask(byId, { id });
        await ask(byId, { id });
        expect(cost()).toHaveLength(1);
        expect(await forget(key)).toEqual({ status: 200, body: { purged: 'everywhere' } });
      }
    });
  },
);

test('a key that no call can have is not found', async () => {
  const { forget } = await open();
  const notFound = { status: 404, body: { message: 'This is no key of a call.' } };
  for (const key of ['a/../b', 'a\n', 'x'.repeat(257), encodeNodeId('VoiceAgent', 'BURKI', '1')])
    expect(await forget(key)).toEqual(notFound);
});

test('every key that the graph returns fits into the URL', async () => {
  const { forget } = await open();
  const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 256 });
  const given = key.filter(text => text.length <= 256 && !/[\p{Cc}./\\]/u.test(text));
  await fc.assert(
    fc.asyncProperty(given, async sid => {
      for (const each of [sid, encodeNodeId('Call', 'BUTTER', sid)])
        expect(await forget(each)).toMatchObject({ status: 200 });
    }),
  );
});
