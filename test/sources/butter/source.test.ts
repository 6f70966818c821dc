import { describe, expect, test } from 'vitest';
import { depthOf, FetchDepth } from '../../../src/domain/call.ts';
import { butter } from '../../../src/sources/butter/index.ts';
import { failureOf, sourceOver } from '../reading.ts';

const secret = 'hush-hush';
const agent = {
  agent_id: 'agent_a',
  agent_name: 'Front Desk',
  language: 'en-US',
  stt_provider: 'deepgram',
  tts_provider: 'elevenlabs',
  tts_voice: 'rachel',
  llm_provider: 'openai',
  llm_model: 'gpt-4',
  system_prompt: secret,
  api_key: secret,
  speak_first: true,
  llm_temperature: 0.7,
  recording_enabled: true,
  voicemail_detection: { webhook: secret },
  created_at: '2026-01-05T09:00:00Z',
  updated_at: '2026-03-01T16:30:00Z',
};

describe('a call', () => {
  test('is requested by its sid', async () => {
    const { source, asked, scope } = sourceOver(butter, { success: true, data: { call_sid: 'call_1' } });
    expect(await source.findCall('call_1', scope)).toMatchObject({ sid: 'call_1' });
    expect(asked).toEqual(['/api/calls/call_1']);
  });

  test('has its conversation, and is read only to the requested depth', async () => {
    const turns = [{ turn_number: 1, events: [] }];
    const { source, scope } = sourceOver(butter, { success: true, data: { call_sid: 'call_1', turns } });
    const partsFound = async (most?: FetchDepth) => {
      const call = await source.findCall('call_1', scope, FetchDepth.ROW, most);
      return call && depthOf(call);
    };
    expect(await partsFound()).toBe(FetchDepth.CONVERSATION);
    expect(await partsFound(FetchDepth.DETAIL)).toBe(FetchDepth.DETAIL);
  });

  test('that is not found is null', async () => {
    const { source, scope } = sourceOver(butter, undefined);
    expect(await source.findCall('call_1', scope)).toBeNull();
  });

  test.each([
    ['another call', { call_sid: 'call_2' }],
    ['a call of another case', { call_sid: 'CALL_1' }],
    ['a call without its sid', { status: 'completed' }],
    ['a call with a number for a sid', { call_sid: 1 }],
    ['a list', [{ call_sid: 'call_1' }]],
    ['null', null],
    ['nothing', undefined],
  ])('is refused when the response is %s', async (_, data) => {
    const { source, scope } = sourceOver(butter, { success: true, data });
    expect(await failureOf(source.findCall('call_1', scope))).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Butter answered with something other than what was asked for.',
      source: 'BUTTER',
    });
  });

  test.each([
    ['a failure', { success: false, error: 'no', data: { call_sid: 'call_1' } }],
    ['no word of success', { data: { call_sid: 'call_1' } }],
    ['a success that is a word', { success: 'true', data: { call_sid: 'call_1' } }],
    ['the bare call', { call_sid: 'call_1' }],
    ['a list', [{ success: true }]],
    ['null', null],
    ['a word', 'ok'],
  ])('is refused when the envelope is %s', async (_, body) => {
    const { source, scope } = sourceOver(butter, body);
    expect(await failureOf(source.findCall('call_1', scope))).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Butter answered without saying that it succeeded.',
      source: 'BUTTER',
    });
  });
});

describe('an agent', () => {
  test('has its documented fields, and no secrets', async () => {
    const { source, asked, scope } = sourceOver(butter, { success: true, data: agent });
    const found = await source.findAgent('agent_a', scope);
    expect(found).toEqual({
      source: 'BUTTER',
      agentId: 'agent_a',
      name: 'Front Desk',
      profile: {
        description: null,
        language: 'en-US',
        active: null,
        settings: {
          llm: { provider: 'openai', model: 'gpt-4', temperature: 0.7 },
          tts: { provider: 'elevenlabs', model: null, voice: 'rachel' },
          stt: { provider: 'deepgram', model: null, language: 'en-US' },
          speaksFirst: true,
        },
        recordingEnabled: true,
        createdAt: '2026-01-05T09:00:00Z',
        updatedAt: '2026-03-01T16:30:00Z',
      },
    });
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(asked).toEqual(['/api/agents/agent_a']);
  });

  test('is requested by its key as one path segment', async () => {
    const { source, asked, scope } = sourceOver(butter, undefined);
    expect(await source.findAgent('team:a', scope)).toBeNull();
    expect(asked).toEqual(['/api/agents/team%3Aa']);
  });

  test('is refused when the response is another agent', async () => {
    const { source, scope } = sourceOver(butter, { success: true, data: agent });
    expect(await failureOf(source.findAgent('agent_b', scope))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });
});

test('the organization is sent only if it is configured', () => {
  expect(butter.headers({ apiKey: 'k', organizationId: null })).toEqual({ 'x-api-key': 'k' });
  expect(butter.headers({ apiKey: 'k', organizationId: 'org_1' })).toEqual({
    'x-api-key': 'k',
    'x-organization-id': 'org_1',
  });
});

test('Butter owns sids that begin with call_, and no other', () => {
  const { ownsSid, ownsDatabaseId } = butter.identity;
  expect(['call_1', 'call_', 'Call_1', 'CA1', 'callback_1'].map(ownsSid)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(ownsDatabaseId('101')).toBe(false);
});
