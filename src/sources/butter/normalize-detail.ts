import {
  type Call,
  type CallDetail,
  type CallErrors,
  CallPart,
  type Conversation,
  type Usage,
} from '../../domain/call.ts';
import { addLines, type CostLine, type CostLines, type Money, type UsageUnit } from '../../domain/cost.ts';
import { transportOf } from '../../domain/enums.ts';
import { browsable, type Recording } from '../../domain/recording.ts';
import {
  child,
  count,
  decimal,
  flag,
  isShallow,
  list,
  number,
  object,
  text,
  type Wire,
  word,
} from '../../upstream/wire-reader.ts';
import { normalizeCall } from './normalize-call.ts';
import { normalizeTranscript, normalizeTurns } from './normalize-conversation.ts';

/** A call read by its sid, which the caller has checked to be the one in the answer; no more of it than is of use. */
export function normalizeDetail(
  wire: Wire,
  sid: string,
  creditPrice: Money | null,
  most: CallPart = CallPart.CONVERSATION,
): Call {
  const transport = word(wire, 'transport', wire.fields.transport, transportOf);
  const summary = child(wire, 'summary', wire.fields.summary);
  const detail: CallDetail = {
    transport: transport.meant,
    rawTransport: transport.raw,
    traceId: text(wire, 'trace_id', wire.fields.trace_id),
    agentConfig: object(wire, 'agent_config', wire.fields.agent_config),
    costLines: costLinesOf(child(wire, 'cost_breakdown', wire.fields.cost_breakdown)),
    usage: usageOf(child(wire, 'usage', wire.fields.usage), summary),
    interruptions: summary && count(summary, 'interruptions', summary.fields.interruptions),
    averageTurnDuration: summary && number(summary, 'avg_turn_duration', summary.fields.avg_turn_duration),
    errors: errorsOf(child(wire, 'errors', wire.fields.errors)),
    conversation: most === CallPart.CONVERSATION ? conversationOf(wire) : undefined,
  };
  return normalizeCall(wire, sid, creditPrice, detail);
}

const conversationOf = (wire: Wire): Conversation => ({
  turns: normalizeTurns(wire),
  transcript: normalizeTranscript(wire),
  recordings: recordingsOf(text(wire, 'recording_url', wire.fields.recording_url)),
});

function costLinesOf(breakdown: Wire | null): CostLines {
  if (!breakdown) return noCostLines;
  const llmInput = lineOf(child(breakdown, 'llm_input', breakdown.fields.llm_input), 'TOKENS');
  const llmOutput = lineOf(child(breakdown, 'llm_output', breakdown.fields.llm_output), 'TOKENS');
  return {
    llm: addLines(llmInput, llmOutput),
    llmInput,
    llmOutput,
    tts: lineOf(child(breakdown, 'tts', breakdown.fields.tts), 'CHARACTERS'),
    stt: lineOf(child(breakdown, 'stt', breakdown.fields.stt), 'SECONDS'),
    telephony: lineOf(child(breakdown, 'telephony', breakdown.fields.telephony), 'MINUTES'),
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

const lineOf = (wire: Wire | null, unit: UsageUnit): CostLine | null =>
  wire && {
    amount: decimal(wire, 'cost_credits', wire.fields.cost_credits),
    units: number(wire, 'units', wire.fields.units),
    unit,
  };

function usageOf(usage: Wire | null, summary: Wire | null): Usage | null {
  if (!usage && !summary) return null;
  const llm = usage && child(usage, 'llm', usage.fields.llm);
  const tts = usage && child(usage, 'tts', usage.fields.tts);
  const stt = usage && child(usage, 'stt', usage.fields.stt);
  return {
    llmInputTokens: llm && count(llm, 'input_tokens', llm.fields.input_tokens),
    llmOutputTokens: llm && count(llm, 'output_tokens', llm.fields.output_tokens),
    llmTotalTokens: llm && count(llm, 'total_tokens', llm.fields.total_tokens),
    ttsCharacters: tts && count(tts, 'total_characters', tts.fields.total_characters),
    sttSeconds: stt && number(stt, 'total_duration_seconds', stt.fields.total_duration_seconds),
    summaryTokens: summary && count(summary, 'total_tokens', summary.fields.total_tokens),
    summaryCharacters: summary && count(summary, 'total_characters', summary.fields.total_characters),
  };
}

const errorsOf = (errors: Wire | null): CallErrors | null =>
  errors && {
    count: count(errors, 'error_count', errors.fields.error_count),
    fatal: flag(errors, 'has_fatal_errors', errors.fields.has_fatal_errors),
    details:
      list(errors, 'errors', errors.fields.errors)?.filter(detail => detail !== null && isShallow(detail)) ??
      [],
  };

/** Butter names at most one recording, by its address alone. */
function recordingsOf(uri: string | null): Recording[] {
  if (uri === null) return [];
  return [
    {
      databaseId: null,
      sid: null,
      uri,
      url: browsable(uri),
      filePath: null,
      duration: null,
      format: null,
      type: null,
      origin: null,
      status: null,
      createdAt: null,
    },
  ];
}
