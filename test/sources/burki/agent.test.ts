import { expect, test } from 'vitest';
import { burki } from '../../../src/sources/burki/index.ts';
import { failureOf, sourceOver } from '../reading.ts';

const secret = 'hush-hush';
const assistant = {
  id: 123,
  name: 'ServiceBot',
  description: 'Answers the phone',
  organization_id: 1,
  created_at: '2023-09-01T08:00:00',
  updated_at: '2023-10-15T12:30:00.123456',
  is_active: true,
  llm_provider: 'openai',
  llm_provider_config: { api_key: secret, model: 'gpt-4o-mini', custom_config: { token: secret } },
  llm_settings: { temperature: 0.5, system_prompt: secret, welcome_message: secret },
  webhook_url: `https://hooks.example.com/?token=${secret}`,
  tts_settings: {
    provider: 'elevenlabs',
    voice_id: 'rachel',
    model_id: 'turbo',
    provider_config: { api_key: secret },
  },
  stt_settings: { provider: 'deepgram', model: 'nova-2', language: 'en-US', provider_config: secret },
  recording_settings: { enabled: true, format: 'mp3' },
  api_keys: { openai: secret },
  twilio_auth_token: secret,
};

const find = (body: unknown, key = '123') => {
  const { source, asked, drifted, scope } = sourceOver(burki, body);
  return { found: source.findAgent(key, scope), asked, drifted };
};

test('an assistant is its named fields, and nothing secret of it comes along', async () => {
  const { found, asked, drifted } = find(assistant);
  expect(await found).toEqual({
    source: 'BURKI',
    agentId: '123',
    name: 'ServiceBot',
    profile: {
      description: 'Answers the phone',
      language: 'en-US',
      active: true,
      settings: {
        llm: { provider: 'openai', model: 'gpt-4o-mini', temperature: 0.5 },
        tts: { provider: 'elevenlabs', model: 'turbo', voice: 'rachel' },
        stt: { provider: 'deepgram', model: 'nova-2', language: 'en-US' },
        speaksFirst: null,
      },
      recordingEnabled: true,
      createdAt: '2023-09-01T08:00:00Z',
      updatedAt: '2023-10-15T12:30:00.123456Z',
    },
  });
  expect(JSON.stringify(await found)).not.toContain(secret);
  expect(asked).toEqual(['/api/v1/assistants/123']);
  expect(drifted).toEqual([]);
});

test('an assistant may have nothing but its id', async () => {
  const { found, drifted } = find({ id: 123, llm_settings: null });
  expect(await found).toMatchObject({ name: null, profile: { settings: null } });
  expect(drifted).toEqual([]);
});

test('a setting of the wrong type is null and named by its path, its siblings intact', async () => {
  const { found, drifted } = find({
    id: 123,
    tts_settings: { voice_id: 7, provider: 'elevenlabs' },
    stt_settings: 'x',
  });
  expect(await found).toMatchObject({
    profile: {
      language: null,
      settings: { llm: null, tts: { provider: 'elevenlabs', voice: null }, stt: null },
    },
  });
  expect(drifted).toEqual(['stt_settings', 'tts_settings.voice_id']);
});

test('an assistant that is not there is null', async () => {
  expect(await find(undefined).found).toBeNull();
});

test.each([[{ ...assistant, id: 124 }], [{ name: 'ServiceBot' }], [null], [[assistant]]])(
  'the answer %# is not the assistant that was asked for',
  async body => {
    expect(await failureOf(find(body).found)).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      source: 'BURKI',
    });
  },
);
