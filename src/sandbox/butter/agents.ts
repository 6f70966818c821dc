export interface ButterWireAgent {
  readonly agent_id: string;
  readonly agent_name: string;
  readonly [setting: string]: unknown;
}

export const createAgent = (
  agent_id: string,
  agent_name: string,
  settings: Record<string, unknown> = {},
): ButterWireAgent => ({
  agent_id,
  agent_name,
  language: 'en-US',
  stt_provider: 'deepgram',
  tts_provider: 'elevenlabs',
  tts_voice: 'rachel',
  llm_provider: 'openai',
  llm_model: 'gpt-4',
  system_prompt: `You are ${agent_name}. (sandbox prompt, never show)`,
  speak_first: true,
  end_call_tool: true,
  llm_temperature: 0.7,
  recording_enabled: true,
  voicemail_detection: false,
  created_at: '2026-01-05T09:00:00Z',
  updated_at: '2026-03-01T16:30:00Z',
  ...settings,
});

/** Agents; the first one belongs to the documented call. */
export const agents = [
  createAgent('agent_xyz789', 'Sales Rep'),
  createAgent('agent_front4desk', 'Front Desk', { tts_voice: 'bella', voicemail_detection: true }),
  createAgent('agent_helpline2', 'Helpline', {
    llm_provider: 'anthropic',
    llm_model: 'claude-sonnet',
    speak_first: false,
  }),
  createAgent('agent_pollster7', 'Pollster', { language: null, tts_provider: 'cartesia', tts_voice: '' }),
] as const;

/** Agent that calls still refer to, although its endpoint responds with 404. */
export const deletedAgent = { agent_id: 'agent_gone404', agent_name: 'Old Receptionist' };
