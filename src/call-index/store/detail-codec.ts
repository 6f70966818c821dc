import type { CallDetail, CallErrors, CallUsage } from '../../domain/call.ts';
import type { CostLine, CostLines } from '../../domain/cost.ts';

/** A detail without its conversation, as JSON without names, which would take most of its space. */
export type PackedDetail = readonly [
  transport: CallDetail['transport'],
  rawTransport: string | null,
  traceId: string | null,
  agentConfig: CallDetail['agentConfig'],
  costLines: PackedLines,
  usage: PackedUsage | null,
  interruptions: number | null,
  averageTurnDuration: number | null,
  errors: PackedErrors | null,
];

type PackedLine = readonly [amount: CostLine['amount'], units: number | null, unit: CostLine['unit']];

type PackedLines = readonly [
  llm: PackedLine | null,
  llmInput: PackedLine | null,
  llmOutput: PackedLine | null,
  tts: PackedLine | null,
  stt: PackedLine | null,
  telephony: PackedLine | null,
];

type PackedUsage = readonly [
  llmInputTokens: number | null,
  llmOutputTokens: number | null,
  llmTotalTokens: number | null,
  ttsCharacters: number | null,
  sttSeconds: number | null,
];

type PackedErrors = readonly [count: number | null, fatal: boolean | null, details: readonly unknown[]];

export const packDetail = (detail: CallDetail): PackedDetail => [
  detail.transport,
  detail.rawTransport,
  detail.traceId,
  detail.agentConfig,
  packLines(detail.costLines),
  detail.usage && packUsage(detail.usage),
  detail.interruptions,
  detail.averageTurnDuration,
  detail.errors && packErrors(detail.errors),
];

export function unpackDetail(packed: PackedDetail): CallDetail {
  const [
    transport,
    rawTransport,
    traceId,
    agentConfig,
    lines,
    usage,
    interruptions,
    averageTurnDuration,
    errors,
  ] = packed;
  return {
    transport,
    rawTransport,
    traceId,
    agentConfig,
    costLines: unpackLines(lines),
    usage: usage && unpackUsage(usage),
    interruptions,
    averageTurnDuration,
    errors: errors && unpackErrors(errors),
  };
}

const packLines = ({ llm, llmInput, llmOutput, tts, stt, telephony }: CostLines): PackedLines => [
  packLine(llm),
  packLine(llmInput),
  packLine(llmOutput),
  packLine(tts),
  packLine(stt),
  packLine(telephony),
];

const unpackLines = ([llm, llmInput, llmOutput, tts, stt, telephony]: PackedLines): CostLines => ({
  llm: unpackLine(llm),
  llmInput: unpackLine(llmInput),
  llmOutput: unpackLine(llmOutput),
  tts: unpackLine(tts),
  stt: unpackLine(stt),
  telephony: unpackLine(telephony),
});

const packLine = (line: CostLine | null): PackedLine | null => line && [line.amount, line.units, line.unit];

const unpackLine = (packed: PackedLine | null): CostLine | null =>
  packed && { amount: packed[0], units: packed[1], unit: packed[2] };

const packUsage = (usage: CallUsage): PackedUsage => [
  usage.llmInputTokens,
  usage.llmOutputTokens,
  usage.llmTotalTokens,
  usage.ttsCharacters,
  usage.sttSeconds,
];

const unpackUsage = (packed: PackedUsage): CallUsage => ({
  llmInputTokens: packed[0],
  llmOutputTokens: packed[1],
  llmTotalTokens: packed[2],
  ttsCharacters: packed[3],
  sttSeconds: packed[4],
});

const packErrors = ({ count, fatal, details }: CallErrors): PackedErrors => [count, fatal, details];

const unpackErrors = ([count, fatal, details]: PackedErrors): CallErrors => ({ count, fatal, details });
