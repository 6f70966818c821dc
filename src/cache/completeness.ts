import type { Call, CallDetail, Conversation } from '../domain/call.ts';
import type { CostLines } from '../domain/cost.ts';
import { type CallRecording, isFinal } from '../domain/recording.ts';

/**
 * Whether an ended call lacks a cost, a recording or a conversation that its source may still add. A list row counts as
 * incomplete, because its detail may lack a part.
 */
export const isIncomplete = (call: Call): boolean =>
  call.cost.total === null || call.detail === null || lacksPart(call, call.detail);

const lacksPart = (call: Call, { costLines, conversation }: CallDetail): boolean =>
  lacksLine(costLines) || (conversation !== undefined && isUnfinished(call, conversation));

const lacksLine = ({ llm, tts, stt, telephony }: CostLines): boolean =>
  [llm, tts, stt, telephony].some(line => (line?.amount ?? null) === null);

const isUnfinished = (call: Call, { turns, transcript, recordings }: Conversation): boolean =>
  (call.status === 'COMPLETED' && isEmpty(turns) && isEmpty(transcript)) ||
  awaitsRecording(call, recordings ?? []);

const isEmpty = (items: readonly unknown[] | null): boolean => items === null || items.length === 0;

/** Whether a recording is not final, or missing although recording is enabled for the call. */
export const awaitsRecording = (call: Call | null, recordings: readonly CallRecording[]): boolean =>
  recordings.some(recording => !isFinal(recording)) ||
  (call?.recordingEnabled === true && recordings.every(({ uri }) => uri === null));
