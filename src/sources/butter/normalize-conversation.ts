import { isLongList, mapInSlices } from '../../async/map-in-slices.ts';
import type { NextTurn } from '../../async/turn-queue.ts';
import type { Conversation } from '../../domain/call.ts';
import { parseDirection, speakerParserFor } from '../../domain/enums.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import { isObject, type WireObject } from '../../upstream/wire-object.ts';
import {
  readChildren,
  readEnum,
  readInstant,
  readInt,
  readList,
  readNumber,
  readObject,
  readString,
} from '../../upstream/wire-reader.ts';
import { recordingsOf } from './normalize-recordings.ts';
import type { ButterCallWire, ButterEventWire, ButterTranscriptEntryWire, ButterTurnWire } from './wire.ts';

export const normalizeConversation = (call: WireObject<ButterCallWire>): Conversation => ({
  turns: normalizeTurns(call),
  transcript: normalizeTranscript(call),
  recordings: recordingsOf(readString(call, 'recording_url')),
});

export const isLongConversation = ({ fields }: WireObject<ButterCallWire>): boolean =>
  isLongList(fields.turns) || isLongList(fields.transcript);

/** Normalizes a long conversation in slices, between which other requests are served. */
export const normalizeLongConversation = async (
  call: WireObject<ButterCallWire>,
  nextTurn: NextTurn,
): Promise<Conversation> => ({
  turns: await normalizeLongList(call, 'turns', normalizeTurns, nextTurn),
  transcript: await normalizeLongList(call, 'transcript', normalizeTranscript, nextTurn),
  recordings: recordingsOf(readString(call, 'recording_url')),
});

/** Normalizes parts of a list, each as if it were the whole. */
async function normalizeLongList<T>(
  call: WireObject<ButterCallWire>,
  name: 'turns' | 'transcript',
  normalize: (part: WireObject<ButterCallWire>) => T[] | null,
  nextTurn: NextTurn,
): Promise<T[] | null> {
  const items = readList(call, name);
  const normalizePart = (part: readonly unknown[]) =>
    normalize({ ...call, fields: { ...call.fields, [name]: part } }) ?? [];
  return items && mapInSlices(items, normalizePart, nextTurn, eventsIn);
}

/** An item counts as one more than its events, if it is a turn with events. */
const eventsIn = (item: unknown): number =>
  isObject<'events'>(item) && Array.isArray(item.events) ? 1 + item.events.length : 1;

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
  metadata: readObject(event, 'metadata'),
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
