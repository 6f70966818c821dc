import { normalizeCall } from './burki/normalize-call.ts';
import { normalizeRecordings, normalizeTranscript } from './burki/normalize-conversation.ts';
import { normalizeDetail } from './butter/normalize-detail.ts';

/**
 * Reads of each source what says as little as can be, and keeps it. Because V8 makes room in objects for what was in the
 * first of their kind that is still there. Where that was a whole number and a later one has a fraction, what is compiled
 * by then goes on to make objects of the old kind, each of which has to be made over when it is looked at. Null leaves
 * room for anything.
 */
export function makeFirstShapes(): void {
  if (kept.length > 0) return;
  kept.push(
    normalizeDetail({ fields: blankOfButter, drift }, 'blank', null),
    normalizeCall({ fields: blankOfBurki, drift }),
    normalizeTranscript([{}], drift),
    normalizeRecordings([{}], drift),
  );
}

/** Read by nobody: it is enough that it is there. */
const kept: unknown[] = [];

const drift = (): void => {};

const blankOfButter = {
  call_sid: 'blank',
  cost_breakdown: { llm_input: {}, llm_output: {}, tts: {}, stt: {}, telephony: {} },
  usage: {},
  summary: {},
  errors: {},
  turns: [{ events: [{}] }],
  transcript: [{}],
};

/** Its figures are drift, and so null, where nothing at all would leave no cost to look at. */
const blankOfBurki = { id: 1, call_sid: 'blank', total_cost: 'none' };
