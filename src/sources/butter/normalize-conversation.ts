import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import { speakerOf } from '../../domain/vocabulary.ts';
import { children, count, number, object, text, time, type Wire, word } from '../../upstream/decode.ts';

export const normalizeTurns = (call: Wire): Turn[] | null =>
  children(call, 'turns')?.map(normalizeTurn) ?? null;

const normalizeTurn = (turn: Wire): Turn => ({
  number: count(turn, 'turn_number'),
  startOffset: number(turn, 'relative_start_time'),
  endOffset: number(turn, 'relative_end_time'),
  duration: number(turn, 'duration_seconds'),
  derived: false,
  events: children(turn, 'events')?.map(normalizeEvent) ?? null,
});

const normalizeEvent = (event: Wire): TurnEvent => ({
  type: text(event, 'type'),
  text: text(event, 'text'),
  offset: number(event, 'relative_time'),
  metadata: object(event, 'metadata'),
});

export const normalizeTranscript = (call: Wire): TranscriptEntry[] | null =>
  children(call, 'transcript')?.map(normalizeEntry) ?? null;

function normalizeEntry(entry: Wire): TranscriptEntry {
  const speaker = word(entry, 'speaker', speakerOf);
  return {
    databaseId: null,
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: text(entry, 'text'),
    startOffset: number(entry, 'relative_time'),
    endOffset: null,
    at: time(entry, 'timestamp'),
    confidence: null,
    isFinal: null,
    turnNumber: count(entry, 'turn'),
    sttTimestamps: null,
  };
}
