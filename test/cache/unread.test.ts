import { expect, test } from 'vitest';
import { createCachedSource } from '../../src/cache/cached-source.ts';
import { createCallEntries } from '../../src/cache/call-entries.ts';
import { createTwoLevelCache } from '../../src/cache/two-level-cache.ts';
import { type Call, conversationOf, FetchDepth } from '../../src/domain/call.ts';
import { withRow } from '../../src/domain/call-version.ts';
import { butter } from '../../src/sources/butter/index.ts';
import { sourceOver } from '../sources/reading.ts';

const now = () => Date.parse('2026-04-01T00:00:00Z');
const openStore = () => createTwoLevelCache({ memoryBytes: 1_000_000, redis: null, now }).open('a-keyspace');
const data = { call_sid: 'call_1', status: 'completed', transcript: [{ text: 'Hello' }] };
const { source, asked, scope } = sourceOver(butter, { success: true, data });

function openCache(shareConversations: boolean) {
  const cached = createCachedSource(source, {
    store: openStore(),
    identity: butter.identity,
    settledAfterMs: 900_000,
    shareConversations,
    now,
    onSourceEvent: () => {},
    attemptTimeoutMs: 60_000,
    cancellationError: () => new Error('left'),
  });
  return () => cached.findCall('call_1', scope, FetchDepth.CONVERSATION);
}

test('the call that is fetched has its conversation, and the cached one leaves it unread until its first use', async () => {
  const find = openCache(false);
  const fetched = await find();
  const cached = await find();
  expect(asked).toHaveLength(1);
  expect(fetched?.detail?.conversation?.transcript).toMatchObject([{ text: 'Hello' }]);
  expect(cached?.detail?.conversation).toBeUndefined();
  expect(cached && conversationOf(cached)).toEqual(fetched?.detail?.conversation);
});

test('a conversation that Redis may hold is cached as it is', async () => {
  const find = openCache(true);
  const fetched = await find();
  expect((await find())?.detail?.conversation).toEqual(fetched?.detail?.conversation);
});

test('a list row that joins a cached call adds to its size, which counts the unread conversation', async () => {
  const store = openStore();
  const entries = createCallEntries({ store, now, share: call => call });
  const call = (await openCache(false)()) as Call;
  const unread = { ...call, detail: call.detail && { ...call.detail, conversation: undefined } };
  const key = store.keyOf('call', 'call_1');
  store.openWriter()(key, { value: unread, at: now(), freshMs: 1_000, bytes: 50_000 }, null);

  const detail = entries.detailAt('call_1');
  if (!detail) throw new Error('The call is not cached.');
  entries.bind(detail, withRow(unread, { ...call, detail: null }));
  expect(store.peek(key)?.bytes).toBeGreaterThan(51_000);
});
