import { type Conversation, type Line, textOf } from '../conversation.ts';
import { formatTimestamp, later, type Timestamp } from '../timestamps.ts';
import type { ButterWireEvent, ButterWireTranscriptEntry, ButterWireTurn } from './wire.ts';

/** Seconds that differ from text to text, because percentiles of equal values show nothing. */
const firstByteAfter = (characters: number): number => (30 + ((7 * characters) % 60)) / 100;

function eventOf(line: Line): ButterWireEvent {
  const { speaker, words, characters, start, end } = line;
  const text = textOf(line);
  const relative_time = start;
  if (speaker === 'tool')
    return { type: 'tool_call', relative_time, metadata: { tool: { name: text, arguments: {}, ok: true } } };
  if (speaker === 'customer') {
    const stt = { duration_seconds: Math.round((end - start) * 10) / 10, confidence: 0.94 };
    return { type: 'user_message', text, relative_time, metadata: { stt } };
  }
  const llm = { total_tokens: 2 * words, ttfb: firstByteAfter(characters) };
  return {
    type: 'assistant_response',
    text,
    relative_time,
    metadata: { llm, tts: { characters } },
  };
}

function turnOf(turn_number: number, lines: readonly Line[]): ButterWireTurn {
  const start = lines[0]?.start ?? 0;
  const end = lines.at(-1)?.end ?? start;
  return {
    turn_number,
    relative_start_time: start,
    relative_end_time: end,
    duration_seconds: Math.round((end - start) * 10) / 10,
    events: lines.map(eventOf),
  };
}

export function turnsOf({ lines }: Conversation): ButterWireTurn[] {
  const numbers = [...new Set(lines.map(({ turn }) => turn))];
  return numbers.map(number =>
    turnOf(
      number,
      lines.filter(({ turn }) => turn === number),
    ),
  );
}

export function transcriptOf({ lines }: Conversation, started: Timestamp): ButterWireTranscriptEntry[] {
  return lines
    .filter(({ speaker }) => speaker !== 'tool')
    .map(line => ({
      turn: line.turn,
      speaker: line.speaker === 'agent' ? 'assistant' : 'user',
      text: textOf(line),
      relative_time: line.start,
      timestamp: formatTimestamp(later(started, line.start), { digits: 3 }),
    }));
}
