import { withoutConversation } from '../domain/call.ts';
import { toMoney } from '../domain/cost.ts';
import type { WireContext } from '../upstream/wire-reader.ts';
import { normalizeRecordings, normalizeTranscript } from './burki/normalize-conversation.ts';
import { normalizeAgent } from './butter/normalize-agent.ts';
import { normalizeDetail } from './butter/normalize-detail.ts';

/**
 * Reads what says as little as can be, and keeps it. Because V8 shapes objects after the first of their kind, for as long as
 * one of that shape is alive. Where the first had a whole number and a later one has a fraction, what is compiled by then
 * goes on to make objects of the old shape, each of which has to be made over when it is looked at. Null, and text, leave
 * room for anything. What both sources give they write in one order, so that it has one shape.
 */
export function warmUpHiddenClasses(): void {
  if (instances.length > 0) return;
  const whole = normalizeDetail({ fields: blankOfButter, ...reader }, 'blank', null);
  instances.push(
    whole,
    withoutConversation(whole),
    toMoney(0, { amount: 0, currency: 'USD' }),
    normalizeAgent({ fields: {}, ...reader }, 'blank'),
    normalizeTranscript([{}], reader),
    normalizeRecordings([{}], reader),
  );
}

/** Read by nobody: it is enough that it is there. */
const instances: unknown[] = [];

const reader: WireContext = { drift: () => {}, maxInstant: '9999' };

const blankOfButter = {
  call_sid: 'blank',
  cost_breakdown: { llm_input: {}, llm_output: {}, tts: {}, stt: {}, telephony: {} },
  summary: {},
  turns: [{ events: [{}] }],
  transcript: [{}],
};
