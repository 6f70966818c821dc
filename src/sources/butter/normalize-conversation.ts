import type { Conversation } from '../../domain/call.ts';
import { parseDirection, speakerParserFor } from '../../domain/enums.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import {
  readChildren,
  readEnum,
  readInstant,
  readInt,
  readNumber,
  readOpenObject,
  readString,
} from '../../upstream/wire-reader.ts';
import { readEventLlm } from './call-json.ts';
import { recordingsOf } from './normalize-recordings.ts';
import type { ButterCallWire, ButterEventWire, ButterTranscriptEntryWire, ButterTurnWire } from './wire.ts';

export const normalizeConversation = (call: WireObject<ButterCallWire>): Conversation => ({
  turns: normalizeTurns(call),
  transcript: normalizeTranscript(call),
  recordings: recordingsOf(readString(call, 'recording_url')),
});

export const normalizeTurns = (call: WireObject<ButterCallWire>): Turn[] | null =>
  readChildren(call, 'turns')?.map(normalizeTurn) ?? null;

const normalizeTurn = (turn: WireObject<ButterTurnWire>): Turn => ({
  number: readInt(turn, 'turn_number'),
  startOffset: readNumber(turn, 'relative_start_time'),
  endOffset: readNumber(turn, 'relative_end_time'),
  duration: readNumber(turn, 'duration_seconds'),
  derived: false,
  events: readChildren(turn, 'events')?.map(normalizeEvent) ?? null,
});

const normalizeEvent = (event: WireObject<ButterEventWire>): TurnEvent => ({
  type: readString(event, 'type'),
  text: readString(event, 'text'),
  offset: readNumber(event, 'relative_time'),
  metadata: readOpenObject(event, 'metadata', readEventLlm),
});

export function normalizeTranscript(call: WireObject<ButterCallWire>): TranscriptEntry[] | null {
  const entries = readChildren(call, 'transcript');
  const speakers = speakersOf(call);
  return entries?.map(entry => normalizeEntry(entry, speakers)) ?? null;
}

type Speakers = ReturnType<typeof speakerParserFor>;

/** Parses the direction without counting drift, because the normalizer of the call counts it. */
const speakersOf = ({ fields: { call_type } }: WireObject<ButterCallWire>): Speakers =>
  speakerParserFor(typeof call_type === 'string' ? parseDirection(call_type) : null);

function normalizeEntry(entry: WireObject<ButterTranscriptEntryWire>, speakerOf: Speakers): TranscriptEntry {
  const speaker = readEnum(entry, 'speaker', speakerOf);
  return {
    databaseId: null,
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: readString(entry, 'text'),
    startOffset: readNumber(entry, 'relative_time'),
    endOffset: null,
    at: readInstant(entry, 'timestamp'),
    confidence: null,
    isFinal: null,
    turnNumber: readInt(entry, 'turn'),
    sttTimestamps: null,
  };
}
