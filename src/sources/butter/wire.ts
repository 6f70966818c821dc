import { json } from '../../upstream/wire-object.ts';

// Contracts of Butter's JSON. A reader accepts the names in them, and no others.

const cost = { cost_credits: json, units: json };

const costBreakdown = { llm_input: cost, llm_output: cost, tts: cost, stt: cost, telephony: cost };

const usage = {
  llm: { input_tokens: json, output_tokens: json, total_tokens: json },
  tts: { total_characters: json },
  stt: { total_duration_seconds: json },
};

const summary = {
  end_reason: json,
  interruptions: json,
  avg_turn_duration: json,
  total_tokens: json,
  total_characters: json,
};

/** Settings of an agent by the names of its endpoint. A call's own may lack some, and have more that are not documented. */
export const agentSettings = {
  llm_provider: json,
  llm_model: json,
  llm_temperature: json,
  tts_provider: json,
  tts_voice: json,
  stt_provider: json,
  language: json,
  speak_first: json,
};

const errors = { error_count: json, has_fatal_errors: json, errors: json };

/** The documented part of an event's metadata; the rest of it is passed through unread. */
const eventMetadata = { llm: { total_tokens: json, ttfb: json } };

const event = { type: json, text: json, relative_time: json, metadata: eventMetadata };

const turn = {
  turn_number: json,
  relative_start_time: json,
  relative_end_time: json,
  duration_seconds: json,
  events: [event],
};

const transcriptEntry = { turn: json, speaker: json, text: json, relative_time: json, timestamp: json };

/** Call; a list row and a detail each lack some of its fields. */
export const butterCall = {
  call_sid: json,
  trace_id: json,
  to_number: json,
  from_number: json,
  agent_id: json,
  agent_name: json,
  agent_config: agentSettings,
  client_id: json,
  call_type: json,
  status: json,
  transport: json,
  recording_enabled: json,
  recording_url: json,
  duration_seconds: json,
  turn_count: json,
  total_cost: json,
  cost_breakdown: costBreakdown,
  usage,
  summary,
  errors,
  turns: [turn],
  transcript: [transcriptEntry],
  created_at: json,
  updated_at: json,
  start_time: json,
  end_time: json,
  end_reason: json,
  billing_status: json,
};

/** Agent without `system_prompt`, so that no reader accepts that sensitive field. */
const agent = {
  agent_id: json,
  agent_name: json,
  ...agentSettings,
  end_call_tool: json,
  recording_enabled: json,
  voicemail_detection: json,
  created_at: json,
  updated_at: json,
};

/** Row of the list of agents, which Butter's introduction shows with `id` and `agent_name` alone. */
const agentRow = { id: json, ...agent };

const pagination = { next_cursor: json, has_more: json, page_size: json };

/** Envelope of every response; only that of a list has `pagination`. */
const envelope = { success: json, data: json, pagination };

export type ButterCostWire = typeof cost;
export type ButterCostBreakdownWire = typeof costBreakdown;
export type ButterUsageWire = typeof usage;
export type ButterSummaryWire = typeof summary;
export type ButterAgentSettingsWire = typeof agentSettings;
export type ButterErrorsWire = typeof errors;
export type ButterEventWire = typeof event;
export type ButterEventMetadataWire = typeof eventMetadata;
export type ButterTurnWire = typeof turn;
export type ButterTranscriptEntryWire = typeof transcriptEntry;
export type ButterCallWire = typeof butterCall;
export type ButterAgentWire = typeof agent;
export type ButterAgentRowWire = typeof agentRow;
export type ButterEnvelopeWire = typeof envelope;
