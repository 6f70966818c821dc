import { directionOf, speakerOn } from '../../domain/enums.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import { children, count, number, object, text, time, type Wire, word } from '../../upstream/wire-reader.ts';

export const normalizeTurns = (call: Wire): Turn[] | null =>
  children(call, 'turns', call.fields.turns)?.map(normalizeTurn) ?? null;

const normalizeTurn = (turn: Wire): Turn => ({
  number: count(turn, 'turn_number', turn.fields.turn_number),
  startOffset: number(turn, 'relative_start_time', turn.fields.relative_start_time),
  endOffset: number(turn, 'relative_end_time', turn.fields.relative_end_time),
  duration: number(turn, 'duration_seconds', turn.fields.duration_seconds),
  derived: false,
  events: children(turn, 'events', turn.fields.events)?.map(normalizeEvent) ?? null,
});

const normalizeEvent = (event: Wire): TurnEvent => ({
  type: text(event, 'type', event.fields.type),
  text: text(event, 'text', event.fields.text),
  offset: number(event, 'relative_time', event.fields.relative_time),
  metadata: object(event, 'metadata', event.fields.metadata),
});

export function normalizeTranscript(call: Wire): TranscriptEntry[] | null {
  const entries = children(call, 'transcript', call.fields.transcript);
  const speakers = speakersOf(call);
  return entries?.map(entry => normalizeEntry(entry, speakers)) ?? null;
}

type Speakers = ReturnType<typeof speakerOn>;

/** Drift of the direction is counted where the call itself is normalized. */
const speakersOf = ({ fields: { call_type } }: Wire): Speakers =>
  speakerOn(typeof call_type === 'string' ? directionOf(call_type) : null);

function normalizeEntry(entry: Wire, speakerOf: Speakers): TranscriptEntry {
  const speaker = word(entry, 'speaker', entry.fields.speaker, speakerOf);
  return {
    databaseId: null,
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: text(entry, 'text', entry.fields.text),
    startOffset: number(entry, 'relative_time', entry.fields.relative_time),
    endOffset: null,
    at: time(entry, 'timestamp', entry.fields.timestamp),
    confidence: null,
    isFinal: null,
    turnNumber: count(entry, 'turn', entry.fields.turn),
    sttTimestamps: null,
  };
}
