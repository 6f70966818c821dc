import {
  type Call,
  type CallDetail,
  type CallErrors,
  CallPart,
  type Conversation,
  type Usage,
} from '../../domain/call.ts';
import { addLines, type CostLine, type CostLines, type Money, type UsageUnit } from '../../domain/cost.ts';
import { browsable, type Recording } from '../../domain/recording.ts';
import { transportOf } from '../../domain/vocabulary.ts';
import {
  child,
  count,
  flag,
  isShallow,
  list,
  number,
  object,
  text,
  type Wire,
  word,
} from '../../upstream/decode.ts';
import { normalizeCall } from './normalize-call.ts';
import { normalizeTranscript, normalizeTurns } from './normalize-conversation.ts';

/** A call read by its sid, which the caller has checked to be the one in the answer; no more of it than is of use. */
export function normalizeDetail(
  wire: Wire,
  sid: string,
  creditPrice: Money | null,
  most: CallPart = CallPart.CONVERSATION,
): Call {
  const transport = word(wire, 'transport', transportOf);
  const summary = child(wire, 'summary');
  const detail: CallDetail = {
    transport: transport.meant,
    rawTransport: transport.raw,
    traceId: text(wire, 'trace_id'),
    agentConfig: object(wire, 'agent_config'),
    costLines: costLinesOf(child(wire, 'cost_breakdown')),
    usage: usageOf(child(wire, 'usage'), summary),
    interruptions: summary && count(summary, 'interruptions'),
    averageTurnDuration: summary && number(summary, 'avg_turn_duration'),
    errors: errorsOf(child(wire, 'errors')),
    conversation: most === CallPart.CONVERSATION ? conversationOf(wire) : undefined,
  };
  return normalizeCall(wire, sid, creditPrice, detail);
}

const conversationOf = (wire: Wire): Conversation => ({
  turns: normalizeTurns(wire),
  transcript: normalizeTranscript(wire),
  recordings: recordingsOf(text(wire, 'recording_url')),
});

function costLinesOf(breakdown: Wire | null): CostLines {
  const line = (name: string, unit: UsageUnit): CostLine | null => {
    const wire = breakdown && child(breakdown, name);
    return wire && { amount: number(wire, 'cost_credits'), units: number(wire, 'units'), unit };
  };
  const llmInput = line('llm_input', 'TOKENS');
  const llmOutput = line('llm_output', 'TOKENS');
  return {
    llm: addLines(llmInput, llmOutput),
    llmInput,
    llmOutput,
    tts: line('tts', 'CHARACTERS'),
    stt: line('stt', 'SECONDS'),
    telephony: line('telephony', 'MINUTES'),
  };
}

function usageOf(usage: Wire | null, summary: Wire | null): Usage | null {
  if (!usage && !summary) return null;
  const llm = usage && child(usage, 'llm');
  const tts = usage && child(usage, 'tts');
  const stt = usage && child(usage, 'stt');
  return {
    llmInputTokens: llm && count(llm, 'input_tokens'),
    llmOutputTokens: llm && count(llm, 'output_tokens'),
    llmTotalTokens: llm && count(llm, 'total_tokens'),
    ttsCharacters: tts && count(tts, 'total_characters'),
    sttSeconds: stt && number(stt, 'total_duration_seconds'),
    summaryTokens: summary && count(summary, 'total_tokens'),
    summaryCharacters: summary && count(summary, 'total_characters'),
  };
}

const errorsOf = (errors: Wire | null): CallErrors | null =>
  errors && {
    count: count(errors, 'error_count'),
    fatal: flag(errors, 'has_fatal_errors'),
    details: list(errors, 'errors')?.filter(detail => detail !== null && isShallow(detail)) ?? [],
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
