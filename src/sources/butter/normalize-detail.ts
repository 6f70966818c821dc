import {
  type Call,
  type CallDetail,
  type CallErrors,
  type Conversation,
  FetchDepth,
  type Usage,
} from '../../domain/call.ts';
import { addLines, type CostLine, type CostLines, type Money, type UsageUnit } from '../../domain/cost.ts';
import { parseTransport } from '../../domain/enums.ts';
import { httpUrlOrNull, type Recording } from '../../domain/recording.ts';
import {
  isShallow,
  readBoolean,
  readChild,
  readDecimal,
  readEnum,
  readInt,
  readList,
  readNumber,
  readObject,
  readString,
  type WireObject,
} from '../../upstream/wire-reader.ts';
import { normalizeCall } from './normalize-call.ts';
import { normalizeTranscript, normalizeTurns } from './normalize-conversation.ts';

/** Normalizes a detail, and its conversation only if `maxDepth` includes it. The caller has checked the sid. */
export function normalizeDetail(
  wire: WireObject,
  sid: string,
  creditPrice: Money | null,
  maxDepth: FetchDepth = FetchDepth.CONVERSATION,
): Call {
  const transport = readEnum(wire, 'transport', wire.fields.transport, parseTransport);
  const summary = readChild(wire, 'summary', wire.fields.summary);
  const detail: CallDetail = {
    transport: transport.meant,
    rawTransport: transport.raw,
    traceId: readString(wire, 'trace_id', wire.fields.trace_id),
    agentConfig: readObject(wire, 'agent_config', wire.fields.agent_config),
    costLines: costLinesOf(readChild(wire, 'cost_breakdown', wire.fields.cost_breakdown)),
    usage: usageOf(readChild(wire, 'usage', wire.fields.usage), summary),
    interruptions: summary && readInt(summary, 'interruptions', summary.fields.interruptions),
    averageTurnDuration:
      summary && readNumber(summary, 'avg_turn_duration', summary.fields.avg_turn_duration),
    errors: errorsOf(readChild(wire, 'errors', wire.fields.errors)),
    conversation: maxDepth === FetchDepth.CONVERSATION ? conversationOf(wire) : undefined,
  };
  return normalizeCall(wire, sid, creditPrice, detail);
}

const conversationOf = (wire: WireObject): Conversation => ({
  turns: normalizeTurns(wire),
  transcript: normalizeTranscript(wire),
  recordings: recordingsOf(readString(wire, 'recording_url', wire.fields.recording_url)),
});

function costLinesOf(breakdown: WireObject | null): CostLines {
  if (!breakdown) return noCostLines;
  const llmInput = lineOf(readChild(breakdown, 'llm_input', breakdown.fields.llm_input), 'TOKENS');
  const llmOutput = lineOf(readChild(breakdown, 'llm_output', breakdown.fields.llm_output), 'TOKENS');
  return {
    llm: addLines(llmInput, llmOutput),
    llmInput,
    llmOutput,
    tts: lineOf(readChild(breakdown, 'tts', breakdown.fields.tts), 'CHARACTERS'),
    stt: lineOf(readChild(breakdown, 'stt', breakdown.fields.stt), 'SECONDS'),
    telephony: lineOf(readChild(breakdown, 'telephony', breakdown.fields.telephony), 'MINUTES'),
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

const lineOf = (wire: WireObject | null, unit: UsageUnit): CostLine | null =>
  wire && {
    amount: readDecimal(wire, 'cost_credits', wire.fields.cost_credits),
    units: readNumber(wire, 'units', wire.fields.units),
    unit,
  };

function usageOf(usage: WireObject | null, summary: WireObject | null): Usage | null {
  if (!usage && !summary) return null;
  const llm = usage && readChild(usage, 'llm', usage.fields.llm);
  const tts = usage && readChild(usage, 'tts', usage.fields.tts);
  const stt = usage && readChild(usage, 'stt', usage.fields.stt);
  return {
    llmInputTokens: llm && readInt(llm, 'input_tokens', llm.fields.input_tokens),
    llmOutputTokens: llm && readInt(llm, 'output_tokens', llm.fields.output_tokens),
    llmTotalTokens: llm && readInt(llm, 'total_tokens', llm.fields.total_tokens),
    ttsCharacters: tts && readInt(tts, 'total_characters', tts.fields.total_characters),
    sttSeconds: stt && readNumber(stt, 'total_duration_seconds', stt.fields.total_duration_seconds),
    summaryTokens: summary && readInt(summary, 'total_tokens', summary.fields.total_tokens),
    summaryCharacters: summary && readInt(summary, 'total_characters', summary.fields.total_characters),
  };
}

const errorsOf = (errors: WireObject | null): CallErrors | null =>
  errors && {
    count: readInt(errors, 'error_count', errors.fields.error_count),
    fatal: readBoolean(errors, 'has_fatal_errors', errors.fields.has_fatal_errors),
    details:
      readList(errors, 'errors', errors.fields.errors)?.filter(
        detail => detail !== null && isShallow(detail),
      ) ?? [],
  };

/** Butter gives at most one recording, and nothing but its address. */
function recordingsOf(uri: string | null): Recording[] {
  if (uri === null) return [];
  return [
    {
      databaseId: null,
      sid: null,
      uri,
      url: httpUrlOrNull(uri),
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
