import { isIntrospectionType, isNonNullType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Fault } from '../../src/sandbox/index.ts';
import { inMemoryIndex, unreadCoverage } from '../call-index/in-memory-index.ts';
import { callOf } from '../domain/call-of.ts';
import { openFrontDoor, plainLimits } from '../front-door.ts';
import { objectNamed, selectEverything } from './every-field.ts';

const schema = buildSchema();
const nullable = Object.values(schema.getTypeMap())
  .filter(type => isObjectType(type) && !isIntrospectionType(type))
  .flatMap(({ name }) =>
    Object.values(objectNamed(schema, name).getFields())
      .filter(({ type }) => !isNonNullType(type))
      .map(field => ({ path: `${name}.${field.name}`, directives: field.astNode?.directives ?? [] })),
  );
const marked = nullable
  .filter(({ directives }) => directives.some(({ name }) => name.value === 'semanticNonNull'))
  .map(({ path }) => path);

/** Fields that are the only one of their group, which is null in their place. */
const onlyFields = ['CallTtsUsage.characters', 'CallSttUsage.audioSeconds'];

/** The fields that are null somewhere in an answer. */
function nullsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(nullsIn);
  if (typeof value !== 'object' || value === null || !('__typename' in value)) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    inner === null ? [`${value.__typename}.${field}`] : nullsIn(inner),
  );
}

const body = (json: unknown): Fault => ({ kind: 'body', body: JSON.stringify(json) });
const everything = (type: string): string => selectEverything(objectNamed(schema, type));

/** All objects that a call may hold, with nothing in them, or with one field where a group of none is null itself. */
const hollow = {
  call_sid: 'call_hollow',
  agent_id: 'agent_hollow',
  recording_url: 's3://bucket/recording.wav',
  turns: [{ events: [{}, ...[{ ttfb: 1 }, { total_tokens: 1 }].map(llm => ({ metadata: { llm } }))] }, {}],
  transcript: [{}],
  cost_breakdown: { llm_input: { units: 1 } },
  usage: { stt: { total_duration_seconds: 1 } },
  agent_config: { speak_first: true },
  errors: {},
};

test('a nullable field without the directive can be null without a failure', async () => {
  const patient = { deadlineMs: 20_000, limits: { ...plainLimits, attemptTimeoutMs: 20_000 } };
  const memory = inMemoryIndex(() => [
    callOf({
      source: 'BUTTER',
      sid: 'call_paid',
      databaseId: null,
      cost: { unit: 'CREDITS', currency: null, total: 1 },
    }),
  ]);
  memory.statistics.verifications.push({
    source: 'BURKI',
    callCount: 1,
    sourceCallCount: null,
    asOf: '2026-03-09T10:00:00Z',
  });
  memory.coverage.BUTTER = memory.coverage.BURKI = unreadCoverage;
  memory.activity.BUTTER = { requestsPerSecond: 0, remaining: null };
  const createIndex = () => memory.index;
  const { ask, butter, burki } = await openFrontDoor({ gateway: { ...patient, createIndex } });
  const butterAnswering = (ending: string, data: object) =>
    butter.play({ matches: ({ url }) => url.endsWith(ending), fault: body({ success: true, data }) });
  butterAnswering('/call_bare', { call_sid: 'call_bare' });
  butterAnswering('/call_hollow', hollow);
  butterAnswering('/call_silent', {
    call_sid: 'call_silent',
    turns: [],
    usage: { llm: { input_tokens: 1 } },
    agent_config: { llm_temperature: 1, tts_voice: 'rachel', language: 'en' },
  });
  butterAnswering('/call_brief', {
    call_sid: 'call_brief',
    summary: { total_tokens: 1 },
    agent_config: { llm_model: 'gpt-4', tts_provider: 'elevenlabs', stt_provider: 'deepgram' },
  });
  butterAnswering('/agent_hollow', { agent_id: 'agent_hollow' });
  const burkiAnswering = (ending: string, fault: Fault) =>
    burki.play({ matches: ({ url }) => url.endsWith(ending), fault });
  burkiAnswering('/101/recordings', body([{}]));
  burkiAnswering('/901', body({ id: 901, call_sid: 'CA901' }));
  burkiAnswering('/902', body({ id: 902, call_sid: 'CA902', total_cost: 0.1, llm_cost: 0.1 }));
  const { data, errors } = await ask(
    `query ($call: ID!, $agent: ID!) {
      __typename
      callSources ${everything('CallSourceInfo')}
      node(id: $call) { id }
      call(id: $call) { id }
      callBySid(sid: "call_gone") { id }
      callByDatabaseId(databaseId: 999999) { id }
      voiceAgent(id: $agent) { id }
      bare: callBySid(sid: "call_bare") { ...EveryField }
      hollow: callBySid(sid: "call_hollow") { ...EveryField }
      silent: callBySid(sid: "call_silent") { ...EveryField }
      brief: callBySid(sid: "call_brief") { ...EveryField }
      documented: callByDatabaseId(databaseId: 101) { ...EveryField }
      bareBurki: callByDatabaseId(databaseId: 901) { ...EveryField }
      withoutCurrency: callByDatabaseId(databaseId: 902) { ...EveryField }
      indexed: calls(orderBy: { field: DURATION }) { __typename totalCount coverage ${everything('CallSourceCoverage')} }
      none: calls(filter: { sources: BURKI, directions: INBOUND }) ${everything('CallConnection')}
      noAgents: voiceAgents(filter: { sources: BUTTER, active: true }) ${everything('VoiceAgentConnection')}
      hollowAgent: node(id: "${encodeNodeId('VoiceAgent', 'BUTTER', 'agent_hollow')}") { ... on VoiceAgent ${everything('VoiceAgent')} }
    }
    fragment EveryField on Call ${everything('Call')}`,
    {
      call: encodeNodeId('Call', 'BUTTER', 'call_gone'),
      agent: encodeNodeId('VoiceAgent', 'BUTTER', 'agent_gone'),
    },
  );
  expect(errors).toBeUndefined();
  const stats = everything('CallStats');
  const { data: statistics, errors: statisticsErrors } = await ask(
    `{ stats: callStats ${stats} ofNone: callStats(filter: { statuses: [] }) ${stats} }`,
  );
  expect(statisticsErrors).toBeUndefined();
  const seen = new Set([...nullsIn(data), ...nullsIn({ __typename: 'Query', ...statistics })]);
  const neverNull = nullable.map(({ path }) => path).filter(path => !seen.has(path));
  expect(neverNull.filter(path => !onlyFields.includes(path))).toEqual(marked);
});

test('only the cost, the lists and statistics are never null without an error', () => {
  expect(marked).toEqual([
    'Call.cost',
    'Query.calls',
    'Query.voiceAgents',
    'Query.callStats',
    'VoiceAgent.calls',
  ]);
});

const fails: Fault = { kind: 'status', status: 503 };
const filters = [
  undefined,
  { sources: ['BURKI'], directions: ['INBOUND'] },
  { directions: ['INBOUND'] },
  { sources: ['BUTTER'] },
  { agents: ['agent_nobody'] },
  { customerNumber: '5550100', statuses: ['FAILED'] },
];
const situations = [[], ['BUTTER'], ['BURKI'], ['BUTTER', 'BURKI']] as const;

test.each(situations.flatMap(off => situations.map(failing => ({ off, failing }))))(
  'with $off off and $failing failing, a list is null only beside an error',
  async ({ off, failing }) => {
    const { ask, butter, burki } = await openFrontDoor({ off, butter: { calls: 5 }, burki: { calls: 5 } });
    for (const name of failing) (name === 'BUTTER' ? butter : burki).play({ fault: fails });
    for (const filter of filters) {
      const { data, errors } = await ask(
        'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
        {
          filter,
        },
      );
      expect(data.calls === null).toBe(errors !== undefined);
      expect(errors ?? []).toEqual((errors ?? []).map(() => expect.objectContaining({ path: ['calls'] })));
    }
    for (const filter of [undefined, { active: true }, { sources: [] }, { sources: ['BURKI'] }]) {
      const { data, errors } = await ask(
        'query ($filter: VoiceAgentFilter) { voiceAgents(filter: $filter) { totalCount } }',
        { filter },
      );
      expect(data.voiceAgents === null).toBe(errors !== undefined);
      expect(errors ?? []).toEqual(
        (errors ?? []).map(() => expect.objectContaining({ path: ['voiceAgents'] })),
      );
    }
  },
);
