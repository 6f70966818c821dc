import { expect, test } from 'vitest';
import { type FrontDoor, itemOf, openFrontDoor } from '../front-door.ts';

const fragment = `fragment Settings on VoiceAgentSettings {
  llm { provider model temperature } tts { provider model voice } stt { provider model language } speaksFirst
}`;
const sid = 'call_abc123def456';
const detail = `BUTTER /api/calls/${sid}`;

/** The settings that the documented call of Butter was held with. */
async function settingsOf({ ask }: Pick<FrontDoor, 'ask'>) {
  const { data, errors } = await ask(
    `{ callBySid(sid: "${sid}") { agentSettings { ...Settings } agentConfig } } ${fragment}`,
  );
  expect(errors).toBeUndefined();
  return data.callBySid;
}

test('the settings used then and those of now are one fragment, at one request for the call and one for the agent', async () => {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  const { data, errors } = await door.ask(
    `{ callBySid(sid: "${sid}") { agentSettings { ...Settings } agent { settings { ...Settings } } } } ${fragment}`,
  );
  expect(errors).toBeUndefined();
  const then = {
    llm: { provider: 'openai', model: 'gpt-4', temperature: 0.7 },
    tts: { provider: 'elevenlabs', model: null, voice: null },
    stt: { provider: 'deepgram', model: null, language: null },
    speaksFirst: true,
  };
  const { tts, stt } = then;
  const now = { ...then, tts: { ...tts, voice: 'rachel' }, stt: { ...stt, language: 'en-US' } };
  expect(data.callBySid).toEqual({ agentSettings: then, agent: { settings: now } });
  expect(door.cost()).toEqual([detail, 'BUTTER /api/agents/agent_xyz789']);
});

test('an assistant of Burki has its settings, and its calls have none of their own', async () => {
  const door = await openFrontDoor({ burki: { calls: 1 } });
  const { data, errors } = await door.ask(
    `{ callByDatabaseId(databaseId: 101) { agentSettings { ...Settings } agent { settings { ...Settings } } } } ${fragment}`,
  );
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId).toEqual({
    agentSettings: null,
    agent: {
      settings: {
        llm: { provider: 'openai', model: 'gpt-4o-mini', temperature: 0.5 },
        tts: { provider: 'elevenlabs', model: 'turbo', voice: 'rachel' },
        stt: { provider: 'deepgram', model: 'nova-2', language: 'en-US' },
        speaksFirst: null,
      },
    },
  });
  expect(door.cost()).toEqual(['BURKI /api/v1/calls/101', 'BURKI /api/v1/assistants/123']);
});

test('a setting of the wrong type is null and drift, and the configuration is as sent', async () => {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  const agent_config = { llm_model: ['gpt-4'], llm_temperature: '0.7', tts_voice: 'bella', region: 'eu' };
  door.butter.change(sid, { agent_config });
  expect(await settingsOf(door)).toEqual({
    agentSettings: {
      llm: { provider: null, model: null, temperature: 0.7 },
      tts: { provider: null, model: null, voice: 'bella' },
      stt: null,
      speaksFirst: null,
    },
    agentConfig: agent_config,
  });
  expect(door.cost()).toEqual([detail]);
  const { data } = await door.ask('{ callSources { source driftCount } }');
  expect(itemOf(data.callSources, 'BUTTER').driftCount).toBe(2);
});

test.each([undefined, null, {}, { region: 'eu' }, { llm_model: '', speak_first: null }])(
  'a configuration that is %j has no settings',
  async agent_config => {
    const door = await openFrontDoor({ butter: { calls: 1 } });
    door.butter.change(sid, { agent_config });
    expect(await settingsOf(door)).toEqual({ agentSettings: null, agentConfig: agent_config ?? null });
    expect(door.cost()).toEqual([detail]);
  },
);
