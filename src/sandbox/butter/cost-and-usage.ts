import { type Conversation, turnCount } from '../conversation.ts';
import type { ButterWireCall, ButterWireCostLine } from './wire.ts';

/** Computes in hundredths of a credit, because the lines must add up exactly. */
const costLine = (units: number, hundredths: number): ButterWireCostLine => ({
  cost_credits: Math.round(units * hundredths) / 100,
  units,
});

const sumOf = (lines: readonly ButterWireCostLine[]) =>
  lines.reduce((sum, { cost_credits }) => sum + Math.round(cost_credits * 100), 0) / 100;

function unitsOf({ lines, seconds }: Conversation) {
  const spoken = lines.filter(({ speaker }) => speaker === 'agent');
  return {
    input: 60 + 12 * lines.length,
    output: spoken.reduce((sum, { words }) => sum + 2 * words, 0),
    characters: spoken.reduce((sum, line) => sum + line.characters, 0),
    sttSeconds: Math.ceil(seconds),
    minutes: Math.ceil(seconds / 60),
  };
}

/** Cost of a conversation; the total is the sum of its lines. */
export function costOf(conversation: Conversation) {
  const { input, output, characters, sttSeconds, minutes } = unitsOf(conversation);
  const cost_breakdown = {
    llm_input: costLine(input, 1),
    llm_output: costLine(output, 4),
    tts: costLine(characters, 1),
    stt: costLine(sttSeconds, 0.8),
    telephony: costLine(minutes, 100),
  };
  return {
    total_cost: sumOf(Object.values(cost_breakdown)),
    cost_breakdown,
  } satisfies Partial<ButterWireCall>;
}

export function usageOf(conversation: Conversation, interruptions: number) {
  const { input, output, characters, sttSeconds } = unitsOf(conversation);
  const turns = turnCount(conversation);
  return {
    usage: {
      llm: { total_tokens: input + output, input_tokens: input, output_tokens: output },
      tts: { total_characters: characters },
      stt: { total_duration_seconds: sttSeconds },
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
