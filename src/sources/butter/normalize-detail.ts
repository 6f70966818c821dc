import type { Call, CallDetail, CallErrors, CallUsage } from '../../domain/call.ts';
import { addLines, type CostLine, type CostLines, type CostUsageUnit } from '../../domain/cost.ts';
import { parseTransport } from '../../domain/enums.ts';
import { facet } from '../../domain/facet.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import {
  isShallow,
  readBoolean,
  readChild,
  readDecimal,
  readEnum,
  readInt,
  readList,
  readNumber,
  readOpenObject,
  readString,
} from '../../upstream/wire-reader.ts';
import { readAgentSettings } from './agent-settings.ts';
import { normalizeCall } from './normalize-call.ts';
import { normalizeConversation } from './normalize-conversation.ts';
import type {
  ButterCallWire,
  ButterCostBreakdownWire,
  ButterCostWire,
  ButterErrorsWire,
  ButterSummaryWire,
  ButterUsageWire,
} from './wire.ts';

/** A conversation as far as it was read. */
export type ReadConversation = Pick<CallDetail, 'conversation' | 'unread'>;

/** Normalizes a detail, to which the given conversation belongs. The caller has checked the sid. */
export function normalizeDetail(
  wire: WireObject<ButterCallWire>,
  sid: string,
  { conversation, unread }: ReadConversation = { conversation: normalizeConversation(wire) },
): Call {
  const transport = readEnum(wire, 'transport', parseTransport);
  const summary = readChild(wire, 'summary');
  const detail: CallDetail = {
    transport: transport.meant,
    rawTransport: transport.raw,
    traceId: readString(wire, 'trace_id'),
    agentConfig: readOpenObject(wire, 'agent_config', readAgentSettings),
    costLines: costLinesOf(readChild(wire, 'cost_breakdown')),
    usage: usageOf(readChild(wire, 'usage'), summary),
    interruptions: summary && readInt(summary, 'interruptions'),
    averageTurnDuration: summary && readNumber(summary, 'avg_turn_duration'),
    errors: errorsOf(readChild(wire, 'errors')),
    conversation,
    unread,
  };
  return normalizeCall(wire, sid, detail);
}

function costLinesOf(breakdown: WireObject<ButterCostBreakdownWire> | null): CostLines {
  if (!breakdown) return noCostLines;
  const llmInput = lineOf(readChild(breakdown, 'llm_input'), 'TOKENS');
  const llmOutput = lineOf(readChild(breakdown, 'llm_output'), 'TOKENS');
  return {
    llm: addLines(llmInput, llmOutput),
    llmInput,
    llmOutput,
    tts: lineOf(readChild(breakdown, 'tts'), 'CHARACTERS'),
    stt: lineOf(readChild(breakdown, 'stt'), 'SECONDS'),
    telephony: lineOf(readChild(breakdown, 'telephony'), 'MINUTES'),
  };
}

const noCostLines: CostLines = {
  llm: null,
  llmInput: null,
  llmOutput: null,
  tts: null,
  stt: null,
  telephony: null,
};

/** Null for a line without a figure, because its unit alone says nothing. */
function lineOf(wire: WireObject<ButterCostWire> | null, unit: CostUsageUnit): CostLine | null {
  const amount = wire && readDecimal(wire, 'cost_credits');
  const units = wire && readNumber(wire, 'units');
  return amount === null && units === null ? null : { amount, units, unit };
}

/** The summary repeats two totals of the usage: "Total LLM tokens used" and "Total TTS characters". */
function usageOf(
  usage: WireObject<ButterUsageWire> | null,
  summary: WireObject<ButterSummaryWire> | null,
): CallUsage | null {
  const llm = usage && readChild(usage, 'llm');
  const tts = usage && readChild(usage, 'tts');
  const stt = usage && readChild(usage, 'stt');
  const tokens = summary && readInt(summary, 'total_tokens');
  const characters = summary && readInt(summary, 'total_characters');
  return facet({
    llmInputTokens: llm && readInt(llm, 'input_tokens'),
    llmOutputTokens: llm && readInt(llm, 'output_tokens'),
    llmTotalTokens: (llm && readInt(llm, 'total_tokens')) ?? tokens,
    ttsCharacters: (tts && readInt(tts, 'total_characters')) ?? characters,
    sttSeconds: stt && readNumber(stt, 'total_duration_seconds'),
  });
}

const errorsOf = (errors: WireObject<ButterErrorsWire> | null): CallErrors | null =>
  errors && {
    count: readInt(errors, 'error_count'),
    fatal: readBoolean(errors, 'has_fatal_errors'),
    details: readList(errors, 'errors')?.filter(detail => detail !== null && isShallow(detail)) ?? [],
  };
