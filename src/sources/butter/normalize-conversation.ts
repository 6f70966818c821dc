import { parseDirection, speakerParserFor } from '../../domain/enums.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import {
  readChildren,
  readEnum,
  readInstant,
  readInt,
  readNumber,
  readObject,
  readString,
  type WireObject,
} from '../../upstream/wire-reader.ts';

export const normalizeTurns = (call: WireObject): Turn[] | null =>
  readChildren(call, 'turns', call.fields.turns)?.map(normalizeTurn) ?? null;

const normalizeTurn = (turn: WireObject): Turn => ({
  number: readInt(turn, 'turn_number', turn.fields.turn_number),
  startOffset: readNumber(turn, 'relative_start_time', turn.fields.relative_start_time),
  endOffset: readNumber(turn, 'relative_end_time', turn.fields.relative_end_time),
  duration: readNumber(turn, 'duration_seconds', turn.fields.duration_seconds),
  derived: false,
  events: readChildren(turn, 'events', turn.fields.events)?.map(normalizeEvent) ?? null,
});

const normalizeEvent = (event: WireObject): TurnEvent => ({
  type: readString(event, 'type', event.fields.type),
  text: readString(event, 'text', event.fields.text),
  offset: readNumber(event, 'relative_time', event.fields.relative_time),
  metadata: readObject(event, 'metadata', event.fields.metadata),
});

export function normalizeTranscript(call: WireObject): TranscriptEntry[] | null {
  const entries = readChildren(call, 'transcript', call.fields.transcript);
  const speakers = speakersOf(call);
  return entries?.map(entry => normalizeEntry(entry, speakers)) ?? null;
}

type Speakers = ReturnType<typeof speakerParserFor>;

/** Parses the direction without counting drift, because the normalizer of the call counts it. */
const speakersOf = ({ fields: { call_type } }: WireObject): Speakers =>
  speakerParserFor(typeof call_type === 'string' ? parseDirection(call_type) : null);

function normalizeEntry(entry: WireObject, speakerOf: Speakers): TranscriptEntry {
  const speaker = readEnum(entry, 'speaker', entry.fields.speaker, speakerOf);
  return {
    databaseId: null,
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: readString(entry, 'text', entry.fields.text),
    startOffset: readNumber(entry, 'relative_time', entry.fields.relative_time),
    endOffset: null,
    at: readInstant(entry, 'timestamp', entry.fields.timestamp),
    confidence: null,
    isFinal: null,
    turnNumber: readInt(entry, 'turn', entry.fields.turn),
    sttTimestamps: null,
  };
}
