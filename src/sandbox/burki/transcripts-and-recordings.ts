import { type Conversation, type Line, textOf } from '../conversation.ts';
import type { Random } from '../random.ts';
import { formatTimestamp, later, type Timestamp } from '../timestamps.ts';
import type { BurkiWireRecording, BurkiWireTranscript } from './wire.ts';

type Segment = Omit<BurkiWireTranscript, 'id' | 'call_id'>;

const roundToTenth = (seconds: number) => Math.round(seconds * 10) / 10;

/** Splits a line into one segment per sentence, so that a speaker has several in a row. */
function segmentsOf(line: Line): Segment[] {
  const { speaker, start, end } = line;
  const text = textOf(line);
  const sentences = text.match(/[^.!?]+[.!?]+(?=\s|$)/g) ?? [text];
  const length = (end - start) / sentences.length;
  return sentences.map((sentence, index) => ({
    content: sentence.trim(),
    is_final: true,
    speaker: speaker === 'agent' ? 'assistant' : 'user',
    segment_start: roundToTenth(start + index * length),
    segment_end: roundToTenth(start + (index + 1) * length),
    confidence: speaker === 'agent' ? null : 0.93,
    stt_timestamps: null,
  }));
}

const interimOf = (segment: Segment): Segment => ({
  ...segment,
  content: segment.content.split(' ').slice(0, 3).join(' ').toLowerCase(),
  is_final: false,
  confidence: 0.41,
});

/** Adds interim segments, unknown speakers, and segments without times or confidence. */
function addIrregularities(segment: Segment, random: Random): Segment[] {
  const chance = random.integer(0, 24);
  if (chance < 3 && segment.speaker === 'user') return [interimOf(segment), segment];
  if (chance === 3) return [{ ...segment, segment_start: null, segment_end: null, confidence: null }];
  if (chance === 4) return [{ ...segment, speaker: random.pick(['caller_2', null, 'system']) }];
  return [segment];
}

/** Segments of a conversation, oldest first, with interim segments. */
export function transcribe(conversation: Conversation, started: Timestamp, callId: number, random: Random) {
  const spoken = conversation.lines.filter(({ speaker }) => speaker !== 'tool');
  const segments = spoken.flatMap(segmentsOf).flatMap(segment => addIrregularities(segment, random));
  return segments.map((segment, index): BurkiWireTranscript => {
    const heard = segment.segment_end ?? null;
    const created_at =
      heard === null ? null : formatTimestamp(later(started, heard), { digits: 6, zone: '' });
    return { id: callId * 100 + index, call_id: callId, ...segment, created_at };
  });
}

/** Up to two recordings, most of them without a URL. */
export function record(
  callId: number,
  ended: Timestamp,
  seconds: number,
  random: Random,
): BurkiWireRecording[] {
  const baseUrl = `https://recordings.example.com/${callId}`;
  const types = random.pick([['full'], ['full'], ['user', 'assistant'], []] as const);
  return types.map((type, index) => {
    const status = random.pick(['completed', 'completed', 'processing', 'recording', null]);
    const done = status === 'completed';
    return {
      id: callId * 10 + index,
      call_id: callId,
      recording_sid: `RE${random.word(16)}`,
      file_path: done ? `recordings/${callId}-${type}.wav` : null,
      recording_url: done && random.fraction() < 0.5 ? `${baseUrl}-${type}.wav` : null,
      duration: done ? seconds : null,
      format: 'wav',
      recording_type: type,
      recording_source: 'twilio',
      status,
      created_at: formatTimestamp(later(ended, 3), { digits: 6, zone: '' }),
    };
  });
}
