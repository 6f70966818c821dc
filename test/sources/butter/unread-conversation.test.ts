import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversationOf, FetchDepth, withUnreadConversation } from '../../../src/domain/call.ts';
import { butter } from '../../../src/sources/butter/index.ts';
import { sourceOver } from '../reading.ts';

const scope = sourceOver(butter, undefined).scope;

/** A detail with this conversation, as Butter sends it, and the drift counted so far. */
async function find(conversation: object, maxDepth?: FetchDepth) {
  const data = { ...conversation, call_sid: 'call_1', status: 'completed' };
  const { source, drifted } = sourceOver(butter, { success: true, data });
  const call = await source.findCall('call_1', scope, FetchDepth.ROW, maxDepth);
  if (!call) throw new Error('Butter gave no call.');
  return { call, drifted };
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('user', 1.5, '2026-03-09T10:00:00Z', '7'),
);
const objects = (...names: string[]) =>
  fc.array(fc.record(Object.fromEntries(names.map(name => [name, value])), { requiredKeys: [] }), {
    maxLength: 4,
  });
const conversations = fc.record(
  {
    call_type: fc.constantFrom('inbound', 'outbound', 7),
    turns: fc.oneof(value, objects('turn_number', 'relative_start_time', 'duration_seconds', 'events')),
    transcript: fc.oneof(value, objects('turn', 'speaker', 'text', 'relative_time', 'timestamp')),
    recording_url: value,
  },
  { requiredKeys: [] },
);

test('whatever Butter sends, a conversation that is read later is the one that came, and counts no drift', async () => {
  await fc.assert(
    fc.asyncProperty(conversations, async conversation => {
      const { call, drifted } = await find(conversation);
      const counted = [...drifted];
      const unread = withUnreadConversation(call);
      expect(unread.detail?.conversation).toBeUndefined();
      expect(conversationOf(unread)).toEqual(call.detail?.conversation);
      expect(conversationOf(unread)).toBe(conversationOf(unread));
      expect(drifted).toEqual(counted);
    }),
  );
});

test('a long conversation is never left unread, because to parse it again would delay other requests', async () => {
  const { call } = await find({ transcript: [{ text: 'x'.repeat(30_000) }] });
  expect(withUnreadConversation(call)).toBe(call);
  expect(call.detail?.conversation?.transcript).toHaveLength(1);
});

test('a conversation that nobody reads is not kept', async () => {
  const { call } = await find({ transcript: [{ text: 'Hello' }] }, FetchDepth.DETAIL);
  expect(conversationOf(call)).toBeUndefined();
});
