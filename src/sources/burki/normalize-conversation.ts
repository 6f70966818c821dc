import { parseSpeaker } from '../../domain/enums.ts';
import { withoutReplaced } from '../../domain/interim.ts';
import { httpUrlOrNull, type Recording } from '../../domain/recording.ts';
import { inSpokenOrder, numberTurns, type TranscriptEntry } from '../../domain/transcript.ts';
import {
  bounded,
  readBoolean,
  readEnum,
  readId,
  readInstant,
  readNumber,
  readObject,
  readString,
  type WireContext,
  type WireObject,
  wireObjectsOf,
} from '../../upstream/wire-reader.ts';

/** Normalizes a transcript and numbers its turns by `numberTurns`, because Burki has no turns. */
export const normalizeTranscript = (segments: readonly unknown[], reader: WireContext): TranscriptEntry[] =>
  numberTurns(
    inSpokenOrder(uniqueById(withoutReplaced(boundedWires(segments, reader).map(normalizeSegment)))),
  );

function normalizeSegment(segment: WireObject): TranscriptEntry {
  const speaker = readEnum(segment, 'speaker', segment.fields.speaker, parseSpeaker);
  return {
    databaseId: databaseIdOf(segment),
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: readString(segment, 'content', segment.fields.content),
    startOffset: readNumber(segment, 'segment_start', segment.fields.segment_start),
    endOffset: readNumber(segment, 'segment_end', segment.fields.segment_end),
    at: readInstant(segment, 'created_at', segment.fields.created_at),
    confidence: readNumber(segment, 'confidence', segment.fields.confidence),
    isFinal: readBoolean(segment, 'is_final', segment.fields.is_final),
    turnNumber: null,
    sttTimestamps: readObject(segment, 'stt_timestamps', segment.fields.stt_timestamps),
  };
}

export const normalizeRecordings = (recordings: readonly unknown[], reader: WireContext): Recording[] =>
  uniqueById(boundedWires(recordings, reader).map(normalizeRecording));

function normalizeRecording(recording: WireObject): Recording {
  const uri = readString(recording, 'recording_url', recording.fields.recording_url);
  return {
    databaseId: databaseIdOf(recording),
    sid: readString(recording, 'recording_sid', recording.fields.recording_sid),
    uri,
    url: httpUrlOrNull(uri),
    filePath: readString(recording, 'file_path', recording.fields.file_path),
    duration: readNumber(recording, 'duration', recording.fields.duration),
    format: readString(recording, 'format', recording.fields.format),
    type: readString(recording, 'recording_type', recording.fields.recording_type),
    origin: readString(recording, 'recording_source', recording.fields.recording_source),
    status: readString(recording, 'status', recording.fields.status),
    createdAt: readInstant(recording, 'created_at', recording.fields.created_at),
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

function databaseIdOf(wire: WireObject): string | null {
  const id = readId(wire, 'id', wire.fields.id);
  return id === null ? null : String(id);
}

const boundedWires = (items: readonly unknown[], reader: WireContext): WireObject[] =>
  wireObjectsOf(
    bounded(items, () => reader.drift('(too many items)')),
    reader,
  );
