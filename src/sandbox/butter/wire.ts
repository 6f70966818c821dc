/** Any field may be null or absent (undefined). */
type Loose<Fields> = { readonly [Key in keyof Fields]?: Fields[Key] | null | undefined };

export interface ButterWireCostLine {
  readonly cost_credits: number;
  readonly units: number;
}

export interface ButterWireEvent
  extends Loose<{ text: string; relative_time: number; metadata: Record<string, unknown> }> {
  readonly type: string;
}

export type ButterWireTurn = Loose<{
  turn_number: number;
  relative_start_time: number;
  relative_end_time: number;
  duration_seconds: number;
  events: readonly ButterWireEvent[];
}>;

export type ButterWireTranscriptEntry = Loose<{
  turn: number;
  speaker: string;
  text: string;
  relative_time: number;
  timestamp: string;
}>;

interface ListOnly {
  updated_at: string;
  end_reason: string;
  billing_status: string;
}

interface DetailOnly {
  trace_id: string;
  agent_config: Record<string, unknown>;
  transport: string;
  recording_url: string;
  cost_breakdown: Loose<Record<'llm_input' | 'llm_output' | 'tts' | 'stt' | 'telephony', ButterWireCostLine>>;
  usage: Record<string, unknown>;
  summary: Loose<{
    end_reason: string;
    interruptions: number;
    avg_turn_duration: number;
    total_tokens: number;
    total_characters: number;
  }>;
  errors: Loose<{ error_count: number; has_fatal_errors: boolean; errors: readonly unknown[] }>;
  turns: readonly ButterWireTurn[];
  transcript: readonly ButterWireTranscriptEntry[];
}

interface InBoth {
  from_number: string;
  agent_name: string;
  client_id: string;
  call_type: string;
  status: string;
  recording_enabled: boolean;
  total_cost: number;
  duration_seconds: number;
  turn_count: number;
  created_at: string;
  start_time: string;
  end_time: string;
}

/** All fields of a call; a list row and a detail each have a part of them. */
export interface ButterWireCall extends Loose<InBoth & ListOnly & DetailOnly> {
  readonly call_sid: string;
  readonly to_number: string;
  readonly agent_id: string;
}

const listOnly: ReadonlySet<string> = new Set<keyof ListOnly>(['updated_at', 'end_reason', 'billing_status']);
const detailOnly: ReadonlySet<string> = new Set<keyof DetailOnly>([
  'trace_id',
  'agent_config',
  'transport',
  'recording_url',
  'cost_breakdown',
  'usage',
  'summary',
  'errors',
  'turns',
  'transcript',
]);

function without(call: ButterWireCall, keys: ReadonlySet<string>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(call)) if (!keys.has(key)) rest[key] = value;
  return rest;
}

export const rowOf = (call: ButterWireCall) => without(call, detailOnly);
export const detailOf = (call: ButterWireCall) => without(call, listOnly);
