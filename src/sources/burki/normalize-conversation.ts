import { speakerOf } from '../../domain/enums.ts';
import { withoutReplaced } from '../../domain/interim.ts';
import { browsable, type Recording } from '../../domain/recording.ts';
import { inSpokenOrder, numberTurns, type TranscriptEntry } from '../../domain/transcript.ts';
import {
  bounded,
  flag,
  integer,
  number,
  object,
  type Reader,
  text,
  time,
  type Wire,
  wiresOf,
  word,
} from '../../upstream/wire-reader.ts';

/** Burki's transcript has no turns: they are numbered here, by the rule of `numberTurns`. */
export const normalizeTranscript = (segments: readonly unknown[], reader: Reader): TranscriptEntry[] =>
  numberTurns(
    inSpokenOrder(uniqueById(withoutReplaced(boundedWires(segments, reader).map(normalizeSegment)))),
  );

function normalizeSegment(segment: Wire): TranscriptEntry {
  const speaker = word(segment, 'speaker', segment.fields.speaker, speakerOf);
  return {
    databaseId: databaseIdOf(segment),
    speaker: speaker.meant,
    rawSpeaker: speaker.raw,
    text: text(segment, 'content', segment.fields.content),
    startOffset: number(segment, 'segment_start', segment.fields.segment_start),
    endOffset: number(segment, 'segment_end', segment.fields.segment_end),
    at: time(segment, 'created_at', segment.fields.created_at),
    confidence: number(segment, 'confidence', segment.fields.confidence),
    isFinal: flag(segment, 'is_final', segment.fields.is_final),
    turnNumber: null,
    sttTimestamps: object(segment, 'stt_timestamps', segment.fields.stt_timestamps),
  };
}

export const normalizeRecordings = (recordings: readonly unknown[], reader: Reader): Recording[] =>
  uniqueById(boundedWires(recordings, reader).map(normalizeRecording));

function normalizeRecording(recording: Wire): Recording {
  const uri = text(recording, 'recording_url', recording.fields.recording_url);
  return {
    databaseId: databaseIdOf(recording),
    sid: text(recording, 'recording_sid', recording.fields.recording_sid),
    uri,
    url: browsable(uri),
    filePath: text(recording, 'file_path', recording.fields.file_path),
    duration: number(recording, 'duration', recording.fields.duration),
    format: text(recording, 'format', recording.fields.format),
    type: text(recording, 'recording_type', recording.fields.recording_type),
    origin: text(recording, 'recording_source', recording.fields.recording_source),
    status: text(recording, 'status', recording.fields.status),
    createdAt: time(recording, 'created_at', recording.fields.created_at),
  };
}

/** The first item of each id, because a join on Burki's side may repeat rows; items without an id are all kept. */
function uniqueById<T extends { readonly databaseId: string | null }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ databaseId }) => {
    if (databaseId === null) return true;
    if (seen.has(databaseId)) return false;
    seen.add(databaseId);
    return true;
  });
}

function databaseIdOf(wire: Wire): string | null {
  const id = integer(wire, 'id', wire.fields.id);
  return id === null ? null : String(id);
}

const boundedWires = (items: readonly unknown[], reader: Reader): Wire[] =>
  wiresOf(
    bounded(items, () => reader.drift('(too many items)')),
    reader,
  );
