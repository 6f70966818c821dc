export interface BurkiWireAssistant {
  readonly id: number;
  readonly name: string;
  readonly [setting: string]: unknown;
}

const secret = 'fake-secret-never-show';

const modelOf = (name: string) => ({
  llm_provider: 'openai',
  llm_provider_config: {
    api_key: secret,
    base_url: null,
    model: 'gpt-4o-mini',
    custom_config: { token: secret },
  },
  llm_settings: {
    temperature: 0.5,
    max_tokens: 1000,
    system_prompt: `You are ${name}. (sandbox prompt, never show)`,
    welcome_message: `Hello, this is ${name}.`,
    top_p: 1,
    stop_sequences: [],
  },
});

const speech = {
  tts_settings: {
    provider: 'elevenlabs',
    voice_id: 'rachel',
    model_id: 'turbo',
    speed: 1,
    provider_config: { api_key: secret },
    background_sound: { enabled: false },
  },
  stt_settings: {
    provider: 'deepgram',
    model: 'nova-2',
    language: 'en-US',
    keywords: [],
    provider_config: null,
  },
};

export const createAssistant = (
  id: number,
  name: string,
  settings: Record<string, unknown> = {},
): BurkiWireAssistant => ({
  id,
  name,
  description: `${name} answers the phone`,
  organization_id: 1,
  user_id: 1,
  created_at: '2023-09-01T08:00:00',
  updated_at: '2023-10-15T12:30:00.123456',
  is_active: true,
  ...modelOf(name),
  webhook_url: `https://hooks.example.com/burki?token=${secret}`,
  ...speech,
  recording_settings: { enabled: true, format: 'mp3', sample_rate: 8000, channels: 1 },
  api_keys: { openai: secret, elevenlabs: secret, twilio_auth_token: secret },
  custom_settings: null,
  total_calls: null,
  ...settings,
});

/** Assistants; the first one belongs to the documented call. */
export const assistants = [
  createAssistant(123, 'ServiceBot'),
  createAssistant(124, 'Night Receptionist', {
    llm_provider: 'anthropic',
    recording_settings: null,
    description: null,
  }),
  createAssistant(130, 'Billing Line', {
    is_active: false,
    stt_settings: { provider: null, model: 'nova-2' },
  }),
  createAssistant(131, 'Surveyor', {
    llm_provider: null,
    llm_provider_config: { api_key: secret },
    tts_settings: {},
  }),
] as const;

/** Assistant that calls still refer to, although its endpoint responds with 404. */
export const deletedAssistant = { assistant_id: 99, assistant_name: 'Retired Bot' };
