import type { ButterWireCall } from './wire.ts';

/** Call of the vendor's documentation, unchanged; the three fields that only list rows have are our own. */
export const documentedCall: ButterWireCall = {
  call_sid: 'call_abc123def456',
  trace_id: 'trace_xyz789',
  to_number: '+15559876543',
  from_number: '+15551234567',
  agent_id: 'agent_xyz789',
  agent_name: 'Sales Rep',
  agent_config: {
    llm_model: 'gpt-4',
    llm_provider: 'openai',
    llm_temperature: 0.7,
    tts_provider: 'elevenlabs',
    stt_provider: 'deepgram',
    speak_first: true,
  },
  client_id: 'org_123',
  call_type: 'outbound',
  status: 'completed',
  transport: 'twilio',
  recording_enabled: true,
  recording_url: 's3://bucket/recordings/call_abc123.wav',
  duration_seconds: 120.5,
  turn_count: 7,
  total_cost: 12.35,
  cost_breakdown: {
    llm_input: {
      cost_credits: 1.0,
      units: 100,
    },
    llm_output: {
      cost_credits: 2.0,
      units: 50,
    },
    tts: {
      cost_credits: 5.0,
      units: 500,
    },
    stt: {
      cost_credits: 1.0,
      units: 120,
    },
    telephony: {
      cost_credits: 2.0,
      units: 2,
    },
  },
  usage: {
    llm: {
      total_tokens: 150,
      input_tokens: 100,
      output_tokens: 50,
    },
    tts: {
      total_characters: 500,
    },
    stt: {
      total_duration_seconds: 120,
    },
  },
  summary: {
    end_reason: 'tool_end_call',
    interruptions: 2,
    avg_turn_duration: 17.2,
    total_tokens: 150,
    total_characters: 500,
  },
  errors: {
    error_count: 0,
    has_fatal_errors: false,
    errors: [],
  },
  turns: [
    {
      turn_number: 1,
      relative_start_time: 0,
      relative_end_time: 25.3,
      duration_seconds: 25.3,
      events: [
        {
          type: 'assistant_response',
          text: 'Hello! How can I help you today?',
          relative_time: 0,
          metadata: {
            llm: {
              total_tokens: 25,
              ttfb: 0.5,
            },
          },
        },
      ],
    },
  ],
  transcript: [
    {
      turn: 1,
      speaker: 'assistant',
      text: 'Hello! How can I help you today?',
      relative_time: 0,
      timestamp: '2026-03-09T10:00:00Z',
    },
  ],
  created_at: '2026-03-09T10:00:00Z',
  start_time: '2026-03-09T10:00:05Z',
  end_time: '2026-03-09T10:02:25Z',
  updated_at: '2026-03-09T10:02:25Z',
  end_reason: 'tool_end_call',
  billing_status: 'billed',
};
