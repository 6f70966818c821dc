import type { Call } from '../../domain/call.ts';
import type { CallRecording } from '../../domain/recording.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import type { EntryOfCall, EventOfCall, RecordingOfCall, TurnOfCall } from './models.ts';

// Explicit fields instead of a spread (@v8 1).

export const turnOf = (call: Call, turn: Turn, index: number): TurnOfCall => ({
  call,
  index,
  number: turn.number,
  startOffset: turn.startOffset,
  endOffset: turn.endOffset,
  duration: turn.duration,
  derived: turn.derived,
  events: turn.events,
});

export const eventOf = (
  { call, index: turnIndex }: TurnOfCall,
  event: TurnEvent,
  index: number,
): EventOfCall => ({
  call,
  turnIndex,
  index,
  type: event.type,
  text: event.text,
  offset: event.offset,
  metadata: event.metadata,
});

export const entryOf = (call: Call, entry: TranscriptEntry, index: number): EntryOfCall => ({
  call,
  index,
  databaseId: entry.databaseId,
  speaker: entry.speaker,
  rawSpeaker: entry.rawSpeaker,
  text: entry.text,
  startOffset: entry.startOffset,
  endOffset: entry.endOffset,
  at: entry.at,
  confidence: entry.confidence,
  isFinal: entry.isFinal,
  turnNumber: entry.turnNumber,
  sttTimestamps: entry.sttTimestamps,
});

export const recordingOf = (call: Call, recording: CallRecording, index: number): RecordingOfCall => ({
  call,
  index,
  databaseId: recording.databaseId,
  sid: recording.sid,
  uri: recording.uri,
  url: recording.url,
  filePath: recording.filePath,
  duration: recording.duration,
  format: recording.format,
  type: recording.type,
  origin: recording.origin,
  status: recording.status,
  createdAt: recording.createdAt,
});

/** The model of the part at an index of its list; null for no index. */
export function partAt<Part, Model>(
  call: Call,
  index: number | null | undefined,
  find: (index: number) => Part | undefined,
  modelOf: (call: Call, part: Part, index: number) => Model,
): Model | null {
  if (index === null || index === undefined) return null;
  const part = find(index);
  return part === undefined ? null : modelOf(call, part, index);
}
