import { json } from '../../upstream/wire-object.ts';

// Contracts of Burki's JSON. A reader accepts the names in them, and no others.

/** Call, which is the same in the list and by key. */
export const burkiCall = {
  id: json,
  call_sid: json,
  assistant_id: json,
  assistant_name: json,
  flow_name: json,
  to_phone_number: json,
  customer_phone_number: json,
  status: json,
  duration: json,
  started_at: json,
  ended_at: json,
  call_meta: json,
  total_cost: json,
  llm_cost: json,
  tts_cost: json,
  stt_cost: json,
  telephony_cost: json,
  cost_currency: json,
};

const segment = {
  id: json,
  call_id: json,
  content: json,
  speaker: json,
  is_final: json,
  segment_start: json,
  segment_end: json,
  confidence: json,
  stt_timestamps: json,
  created_at: json,
};

const recording = {
  id: json,
  call_id: json,
  recording_sid: json,
  file_path: json,
  recording_url: json,
  duration: json,
  format: json,
  recording_type: json,
  recording_source: json,
  status: json,
  created_at: json,
};

/** Assistant without provider keys, prompts and webhook addresses, so that no reader accepts them. */
const agent = {
  id: json,
  name: json,
  organization_id: json,
  user_id: json,
  description: json,
  is_active: json,
  llm_provider: json,
  llm_provider_config: { model: json },
  llm_settings: { temperature: json },
  tts_settings: { provider: json, model_id: json, voice_id: json },
  stt_settings: { provider: json, model: json, language: json },
  recording_settings: { enabled: json },
  created_at: json,
  updated_at: json,
};

/** Page of calls; older deployments respond with the bare array of items. */
const page = { items: json, total: json, skip: json, limit: json };

const count = { count: json };

export type BurkiCallWire = typeof burkiCall;
export type BurkiSegmentWire = typeof segment;
export type BurkiRecordingWire = typeof recording;
export type BurkiAgentWire = typeof agent;
export type BurkiPageWire = typeof page;
export type BurkiCountWire = typeof count;
