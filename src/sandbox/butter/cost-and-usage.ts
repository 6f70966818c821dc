import { type Conversation, turnCount } from '../conversation.ts';
import type { ButterWireCall, ButterWireCostLine } from './wire.ts';

/** Whole hundredths of a credit, so that the lines add up exactly. */
const line = (units: number, hundredths: number): ButterWireCostLine => ({
  cost_credits: Math.round(units * hundredths) / 100,
  units,
});

const add = (lines: readonly ButterWireCostLine[]) =>
  lines.reduce((sum, { cost_credits }) => sum + Math.round(cost_credits * 100), 0) / 100;

export const wordsIn = (text: string) => text.split(' ').length;

function count({ lines, seconds }: Conversation) {
  const spoken = lines.filter(({ speaker }) => speaker === 'agent').map(({ text }) => text);
  return {
    input: 60 + 12 * lines.length,
    output: spoken.reduce((sum, text) => sum + 2 * wordsIn(text), 0),
    characters: spoken.reduce((sum, text) => sum + text.length, 0),
    listened: Math.ceil(seconds),
    minutes: Math.ceil(seconds / 60),
  };
}

/** What a conversation used and cost; the total is the sum of its lines. */
export function costAndUsageOf(conversation: Conversation, interruptions: number) {
  const { input, output, characters, listened, minutes } = count(conversation);
  const turns = turnCount(conversation);
  const breakdown = {
    llm_input: line(input, 1),
    llm_output: line(output, 4),
    tts: line(characters, 1),
    stt: line(listened, 0.8),
    telephony: line(minutes, 100),
  };
  return {
    total_cost: add(Object.values(breakdown)),
    cost_breakdown: breakdown,
    usage: {
      llm: { total_tokens: input + output, input_tokens: input, output_tokens: output },
      tts: { total_characters: characters },
      stt: { total_duration_seconds: listened },
    },
    summary: {
      end_reason: conversation.endReason,
      interruptions,
      avg_turn_duration: turns === 0 ? null : Math.round((conversation.seconds / turns) * 10) / 10,
      total_tokens: input + output,
      total_characters: characters,
    },
  } satisfies Partial<ButterWireCall>;
}
