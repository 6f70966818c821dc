import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import type { IndexOperations } from '../../src/domain/index-operations.ts';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';
import { withCachePurge } from '../../src/server/cache-purge-endpoint.ts';
import { listen } from '../../src/server/http-server.ts';
import { withIndexEndpoint } from '../../src/server/index-endpoint.ts';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { openFrontDoor } from '../front-door.ts';
import { failingOperations } from './measured-index.ts';

const unanswered = () => Promise.reject(new Error('This test asks for no calls of the index.'));

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };

type Send = (
  method: string,
  path: string,
  headers?: Record<string, string>,
) => Promise<{ status: number; body: unknown }>;

async function serve(purge: Parameters<typeof withCachePurge>[0], index: IndexOperations | null) {
  const refused: unknown[] = [];
  const onClientError = (error: unknown) => void refused.push(error);
  const listener = withCachePurge(
    purge,
    index,
    withIndexEndpoint(
      { index, purge, onClientError },
      (_, response) => void response.writeHead(418).end('{}'),
    ),
  );
  const { url, close } = await listen(listener, '127.0.0.1', 0);
  onTestFinished(close);
  const send: Send = async (method, path, headers = {}) => {
    const { statusCode, body } = await request(`${url}${path}`, { method: method as 'POST', headers });
    return { status: statusCode, body: await body.json() };
  };
  return { send, refused };
}

/** A gateway with an index of four calls of each source, and the address for its operators. */
async function open() {
  const path = join(scratchFolder(), 'calls.db');
  const createIndex: CreateIndex = sources => ({
    ...createCallIndex({ sources, path, walkEveryMs: 86_400_000, keepDays: null, onNotice: () => {} }),
    list: unanswered,
    stats: unanswered,
  });
  const door = await openFrontDoor({
    butter: { calls: 4 },
    burki: { calls: 4 },
    gateway: { cache, createIndex },
  });
  const counts = async () => {
    const { data } = await door.ask('{ callSources { index { coverage { state callCount } } } }');
    return data.callSources.map(({ index }: { index: { coverage: Counted } }) => index.coverage);
  };
  await expect.poll(counts).toEqual([full, full]);
  door.cost();
  return { ...door, ...(await serve(door.gateway.purge, door.gateway.index)), counts, path };
}

interface Counted {
  readonly state: string;
  readonly callCount: number;
}

const full: Counted = { state: 'CURRENT', callCount: 4 };
const less: Counted = { state: 'CURRENT', callCount: 3 };

/** Upstream requests that are not for the newest end of a list. */
const byKey = (requests: readonly string[]) => requests.filter(sent => !/[?&]limit=/.test(sent));

test('a call of Burki is erased by its id, sid or integer, and returns only once it is restored', async () => {
  const { send, burki, counts, cost, path } = await open();
  const [, call] = burki.calls;
  if (!call?.call_sid) throw new Error('The sandbox has no second call.');
  const { id, call_sid: sid } = call;
  const erased = { source: 'BURKI', wasStored: true, isListed: true };
  for (const key of [encodeNodeId('Call', 'BURKI', String(id)), sid, String(id)]) {
    const address = `/index/${encodeURIComponent(key)}`;
    cost();
    expect(await send('DELETE', address)).toEqual({
      status: 200,
      body: { calls: [erased], purged: 'everywhere' },
    });
    expect(byKey(cost())).toEqual([`BURKI /api/v1/calls/${id}`]);
    expect(await counts()).toEqual([full, less]);
    expect(readFileSync(path, 'latin1')).not.toContain(sid);
    expect(readFileSync(`${path}-wal`, 'latin1')).not.toContain(sid);
    expect(await send('POST', address)).toEqual({
      status: 200,
      body: { calls: [{ source: 'BURKI', wasErased: true }] },
    });
    await expect.poll(counts).toEqual([full, full]);
  }
});

test('an erased call of Butter stays away, although its source lists it', async () => {
  const { send, butter, burki, counts, cost } = await open();
  const sid = butter.calls[0]?.call_sid ?? '';
  expect(await send('DELETE', `/index/${sid}`)).toMatchObject({
    body: { calls: [{ source: 'BUTTER', wasStored: true, isListed: true }] },
  });
  cost();
  burki.arrive({ started_at: '2026-03-09T10:00:00' });
  // Both newest ends are read anew.
  await expect.poll(async () => (await counts())[1]).toMatchObject({ callCount: 5 });
  await expect.poll(() => cost().some(sent => sent.startsWith('BUTTER'))).toBe(true);
  expect((await counts())[0]).toEqual(less);
});

test('an erasure tells that the source no longer has the call, and that it cannot be asked', async () => {
  const { send, butter, burki } = await open();
  const sid = butter.calls[0]?.call_sid ?? '';
  butter.remove(sid);
  expect(await send('DELETE', `/index/${sid}`)).toMatchObject({
    body: { calls: [{ source: 'BUTTER', wasStored: true, isListed: false }] },
  });
  const id = burki.calls[0]?.id;
  burki.play({ fault: { kind: 'status', status: 500 } });
  expect(await send('DELETE', `/index/${id}`)).toMatchObject({
    body: { calls: [{ source: 'BURKI', wasStored: true, isListed: null }] },
  });
});

test('a call that the index does not hold is erased before it comes', async () => {
  const { send, burki, counts, cost } = await open();
  const absent = { status: 404, body: { message: 'No source has a call with this key.' } };
  expect(await send('DELETE', '/index/CA-unknown')).toEqual(absent);
  expect(byKey(cost())).toHaveLength(1);
  expect(await send('DELETE', '/index/99999')).toMatchObject({
    body: { calls: [{ source: 'BURKI', wasStored: false, isListed: false }] },
  });
  expect(await counts()).toEqual([full, full]);
  burki.play({ fault: { kind: 'status', status: 500 } });
  const refused = await send('DELETE', '/index/CA-unknown');
  expect(refused).toMatchObject({ status: 503, body: { message: expect.stringContaining('Burki') } });
});

test('a text that is no key of a call is not found', async () => {
  const { send } = await open();
  const notFound = { status: 404, body: { message: 'This is no key of a call.' } };
  for (const key of ['a%2F..%2Fb', '%00', '%zz', encodeNodeId('VoiceAgent', 'BURKI', '1')])
    for (const method of ['DELETE', 'POST']) expect(await send(method, `/index/${key}`)).toEqual(notFound);
});

test('a purged call is read again soon', async () => {
  const { send, burki, cost } = await open();
  const id = burki.calls[2]?.id;
  expect(await send('DELETE', `/cache/${id}`)).toEqual({
    status: 200,
    body: { purged: 'everywhere', rechecked: true },
  });
  await expect.poll(() => byKey(cost())).toEqual([`BURKI /api/v1/calls/${id}`]);
  const unknown = await send('DELETE', '/cache/CA-unknown');
  expect(unknown.body).toEqual({ purged: 'everywhere', rechecked: false });
});

test('a deletion is confirmed only where one waits', async () => {
  const { send } = await open();
  expect(await send('POST', '/index/deletions/butter')).toMatchObject({ status: 409 });
  expect(await send('POST', '/index/deletions/other')).toMatchObject({ status: 404 });
});

const purge = { all: async () => 'here', call: async () => 'here' };

const fake = failingOperations({ coverageOf: () => null });

test('a failure of the store is told', async () => {
  const { send } = await serve(purge, fake);
  const full = { status: 503, body: { message: 'The disk of the index is full.' } };
  expect(await send('DELETE', '/index/1')).toEqual(full);
  expect(await send('POST', '/index/1')).toEqual(full);
  expect(await send('DELETE', '/cache/1')).toEqual({
    status: 200,
    body: { purged: 'here', rechecked: false },
  });
  expect(await send('POST', '/index/deletions/burki')).toEqual({ status: 200, body: { confirmed: true } });
});

test('no web page restores a call or confirms a deletion', async () => {
  const { send, refused } = await serve(purge, fake);
  for (const headers of [{ origin: 'https://example.com' }, { origin: 'null' }, { 'sec-fetch-site': 'none' }])
    for (const path of ['/index/1', '/index/deletions/burki'])
      expect(await send('POST', path, headers)).toMatchObject({ status: 403 });
  expect(refused).toEqual(Array.from({ length: 6 }, () => ({ status: 403, reason: 'cross-site' })));
});

test('without an index there is nothing to erase', async () => {
  const { send } = await serve(purge, null);
  const without = { status: 404, body: { message: 'This gateway has no index.' } };
  expect(await send('DELETE', '/index/1')).toEqual(without);
  expect(await send('POST', '/index/1')).toEqual(without);
  expect(await send('POST', '/index/deletions/butter')).toEqual(without);
  expect(await send('GET', '/index/1')).toMatchObject({ status: 418 });
  expect(await send('DELETE', '/index/deletions/butter')).toMatchObject({ status: 418 });
});
