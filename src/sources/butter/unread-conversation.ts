import type { Conversation, UnreadConversation } from '../../domain/call.ts';
import { invalidResponse } from '../../domain/errors.ts';
import { parseJson } from '../../upstream/json.ts';
import { type WireContext, wireObjectOf } from '../../upstream/wire-object.ts';
import { dataOf } from './envelope.ts';
import { normalizeConversation } from './normalize-conversation.ts';
import type { ButterCallWire } from './wire.ts';

/** Longest text that is parsed again, so that many first uses at once do not delay other requests. */
const maxTextLength = 30_000;

/** Leaves a conversation in the text of its response until its first use; undefined for a long text. */
export function unreadConversation(
  text: string,
  { maxInstant }: WireContext,
): UnreadConversation | undefined {
  if (text.length > maxTextLength) return undefined;
  let held: string | Conversation = text;
  return {
    textLength: text.length,
    read() {
      if (typeof held === 'string') held = conversationIn(held, { drift: () => {}, maxInstant });
      return held;
    },
  };
}

function conversationIn(text: string, context: WireContext): Conversation {
  const wire = wireObjectOf<ButterCallWire>(dataOf(parseJson(text)), context);
  if (!wire) throw invalidResponse('BUTTER', 'Butter answered with something other than what was asked for.');
  return normalizeConversation(wire);
}
