import { mapInSlices } from '../../async/map-in-slices.ts';
import type { NextTurn } from '../../async/turn-queue.ts';
import { parseSpeaker } from '../../domain/enums.ts';
import { withoutReplaced } from '../../domain/interim.ts';
import { type CallRecording, httpUrlOrNull } from '../../domain/recording.ts';
import { inSpokenOrder, numberTurns, type TranscriptEntry } from '../../domain/transcript.ts';
import { type WireContext, type WireObject, wireObjectsOf } from '../../upstream/wire-object.ts';
import {
  bounded,
  readBoolean,
  readEnum,
  readId,
  readInstant,
  readNumber,
  readObject,
  readString,
} from '../../upstream/wire-reader.ts';
import type { BurkiRecordingWire, BurkiSegmentWire } from './wire.ts';

/** Normalizes a transcript and numbers its turns by `numberTurns`, because Burki has no turns. */
export const normalizeTranscript = (segments: readonly unknown[], reader: WireContext): TranscriptEntry[] =>
  numberTurns(inSpokenOrder(uniqueById(withoutReplaced(normalizeSegments(segments, reader)))));

/** Does the same for a long transcript, in slices between which other requests are served. */
export async function normalizeLongTranscript(
  segments: readonly unknown[],
  reader: WireContext,
  nextTurn: NextTurn,
): Promise<TranscriptEntry[]> {
  const normalize = (slice: readonly unknown[]) => normalizeSegments(slice, reader);
  const entries = await mapInSlices(boundedItems(segments, reader), normalize, nextTurn);
  const unique = uniqueById(withoutReplaced(entries));
  await nextTurn();
  const ordered = inSpokenOrder(unique);
  await nextTurn();
  const numbered = numberTurns(ordered);
  await nextTurn();
  return numbered;
}

const normalizeSegments = (segments: readonly unknown[], reader: WireContext): TranscriptEntry[] =>
  boundedWires<BurkiSegmentWire>(segments, reader).map(normalizeSegment);

function normalizeSegment(segment: WireObject<BurkiSegmentWire>): TranscriptEntry {
  const speaker = readEnum(segment, 'speaker', parseSpeaker);
  return {
    databaseId: databaseIdOf(segment),
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: readString(segment, 'content'),
    startOffset: readNumber(segment, 'segment_start'),
    endOffset: readNumber(segment, 'segment_end'),
    at: readInstant(segment, 'created_at'),
    confidence: readNumber(segment, 'confidence'),
    isFinal: readBoolean(segment, 'is_final'),
    turnNumber: null,
    sttTimestamps: readObject(segment, 'stt_timestamps'),
  };
}

export const normalizeRecordings = (recordings: readonly unknown[], reader: WireContext): CallRecording[] =>
  uniqueById(boundedWires<BurkiRecordingWire>(recordings, reader).map(normalizeRecording));

function normalizeRecording(recording: WireObject<BurkiRecordingWire>): CallRecording {
  const uri = readString(recording, 'recording_url');
  return {
    databaseId: databaseIdOf(recording),
    sid: readString(recording, 'recording_sid'),
    uri,
    url: httpUrlOrNull(uri),
    filePath: readString(recording, 'file_path'),
    duration: readNumber(recording, 'duration'),
    format: readString(recording, 'format'),
    type: readString(recording, 'recording_type'),
    origin: readString(recording, 'recording_source'),
    status: readString(recording, 'status'),
    createdAt: readInstant(recording, 'created_at'),
  };
}

/** Keeps the first item of each id, because a join on Burki's side may repeat rows. Items without an id all stay. */
function uniqueById<T extends { readonly databaseId: string | null }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ databaseId }) => {
    if (databaseId === null) return true;
    if (seen.has(databaseId)) return false;
    seen.add(databaseId);
    return true;
  });
}

function databaseIdOf(wire: WireObject<Record<'id', unknown>>): string | null {
  const id = readId(wire, 'id');
  return id === null ? null : String(id);
}

const boundedWires = <T>(items: readonly unknown[], reader: WireContext): WireObject<T>[] =>
  wireObjectsOf(boundedItems(items, reader), reader);

const boundedItems = (items: readonly unknown[], reader: WireContext): readonly unknown[] =>
  bounded(items, () => reader.drift('(too many items)'));
