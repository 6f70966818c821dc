import { expect, test } from 'vitest';
import { sourceNames } from '../../src/domain/source-name.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const query = '{ callBySid(sid: "call_abc123def456") { status } }';
const nothing = { hits: 0, sharedHits: 0, coalesced: 0, queued: 0, stale: 0 };

test('the explanation lists each upstream request and each cache hit', async () => {
  const { ask } = await openFrontDoor({ gateway: { cache, explain: true } });
  const first = await ask(query);
  expect(first.extensions.explain).toEqual({
    upstreamRequests: [
      {
        source: 'BUTTER',
        route: 'call',
        attempt: 1,
        status: 200,
        code: null,
        milliseconds: expect.any(Number),
        bytes: expect.any(Number),
      },
    ],
    indexReads: [],
    sources: sourceNames.map(source => ({ source, ...nothing })),
  });
  expect(first.extensions.explain.upstreamRequests[0].bytes).toBeGreaterThan(500);
  const second = await ask(query);
  expect(second.extensions.explain).toEqual({
    upstreamRequests: [],
    indexReads: [],
    sources: sourceNames.map(source => ({ source, ...nothing, hits: source === 'BUTTER' ? 1 : 0 })),
  });
});

test('a caller that joins a request is marked as coalesced, and the request is listed for the caller that started it', async () => {
  const { ask } = await openFrontDoor({ gateway: { explain: true } });
  const answers = await Promise.all([ask(query), ask(query)]);
  const told = answers.map(({ extensions }) => extensions.explain);
  expect(told.map(({ upstreamRequests }) => upstreamRequests.length).toSorted()).toEqual([0, 1]);
  expect(told.map(({ sources }) => itemOf(sources, 'BUTTER').coalesced).toSorted()).toEqual([0, 1]);
});

test('a caller that waits for the quota gets the time of the wait', async () => {
  const { ask } = await openFrontDoor({ requestsPerSecond: 1, gateway: { explain: true } });
  const { extensions } = await ask(
    '{ a: callBySid(sid: "call_1") { status } b: callBySid(sid: "call_2") { status } }',
  );
  expect(itemOf(extensions.explain.sources, 'BUTTER').queued).toBe(1);
  expect(extensions.explain.upstreamRequests).toHaveLength(2);
});

test('no explanation is returned unless the setting allows it', async () => {
  const { ask } = await openFrontDoor();
  expect((await ask(query)).extensions).toBeUndefined();
});

test('no explanation is returned unless the client requests it', async () => {
  const { gateway } = await openFrontDoor({ gateway: { explain: true } });
  const response = await gateway.fetch(
    new Request('http://switchboard.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    }),
  );
  expect(await response.json()).not.toHaveProperty('extensions');
});
