import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { sourceNames } from '../../src/domain/source-name.ts';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

const titles = { BUTTER: 'Butter', BURKI: 'Burki' } as const;
type Source = keyof typeof titles;

const callIds = {
  BUTTER: encodeNodeId('Call', 'BUTTER', 'call_abc123def456'),
  BURKI: encodeNodeId('Call', 'BURKI', '101'),
};
const agentIds = {
  BUTTER: encodeNodeId('VoiceAgent', 'BUTTER', 'agent_gone'),
  BURKI: encodeNodeId('VoiceAgent', 'BURKI', '123'),
};

const errorOf = (source: Source, path: readonly (string | number)[]) =>
  expect.objectContaining({
    message: `${titles[source]} is not configured on this gateway.`,
    path,
    extensions: { code: 'SOURCE_NOT_CONFIGURED', source, retryable: false },
  });

test.each<[Source, string]>([
  ['BUTTER', `call(id: "${callIds.BUTTER}")`],
  ['BURKI', `call(id: "${callIds.BURKI}")`],
  ['BUTTER', 'callBySid(sid: "call_abc123def456")'],
  ['BURKI', 'callBySid(sid: "CA1")'],
  ['BURKI', 'callBySid(sid: "call_abc123def456", source: BURKI)'],
  ['BURKI', 'callByDatabaseId(databaseId: 101)'],
  ['BURKI', 'callByDatabaseId(databaseId: 101, source: BURKI)'],
  ['BUTTER', `node(id: "${callIds.BUTTER}")`],
  ['BURKI', `node(id: "${agentIds.BURKI}")`],
  ['BUTTER', `voiceAgent(id: "${agentIds.BUTTER}")`],
  ['BURKI', `voiceAgent(id: "${agentIds.BURKI}")`],
])('with %s not configured, { %s } is null with an error and costs no request', async (source, field) => {
  const { ask, cost } = await openFrontDoor({ off: [source] });
  const { status, data, errors } = await ask(`{ found: ${field} { id } callSources { source } }`);
  expect(status).toBe(200);
  expect(data).toEqual({ found: null, callSources: sourceNames.map(name => ({ source: name })) });
  expect(errors).toEqual([errorOf(source, ['found'])]);
  expect(cost()).toEqual([]);
});

test('a call that is not there, of a source that is configured, is null without an error', async () => {
  const { ask } = await openFrontDoor({ off: ['BUTTER'] });
  const { data, errors } = await ask('{ callByDatabaseId(databaseId: 999999) { id } }');
  expect([data, errors]).toEqual([{ callByDatabaseId: null }, undefined]);
});

test('the answer is the same each time, on both sides of the fast path', async () => {
  const { ask } = await openFrontDoor({ off: ['BURKI'] });
  const query = '{ callByDatabaseId(databaseId: 101) { id } }';
  const answers = [await ask(query), await ask(query), await ask(`${query} # again`)];
  for (const { errors } of answers) expect(errors).toEqual([errorOf('BURKI', ['callByDatabaseId'])]);
});

const look = {
  nodes: ({ ask }: FrontDoor, ids: readonly string[]) =>
    ask('query ($ids: [ID!]!) { found: nodes(ids: $ids) { id } }', { ids }),
  _entities: ({ ask }: FrontDoor, ids: readonly string[]) => {
    const typeOf = (id: string) => (Object.values(callIds).includes(id) ? 'Call' : 'VoiceAgent');
    const representations = ids.map(id => ({ __typename: typeOf(id), id }));
    const query = `query ($representations: [_Any!]!) {
      found: _entities(representations: $representations) { ... on Call { id } ... on VoiceAgent { id } }
    }`;
    return ask(query, { representations });
  },
};

describe.each(Object.entries(look))('in %s, each source that is not configured', (_, find) => {
  const id = fc.constantFrom(callIds.BUTTER, callIds.BURKI, agentIds.BUTTER, agentIds.BURKI);
  const sourceOf = (key: string): Source =>
    key === callIds.BUTTER || key === agentIds.BUTTER ? 'BUTTER' : 'BURKI';

  test.each<[Source[]]>([[['BUTTER']], [['BURKI']], [['BUTTER', 'BURKI']]])(
    'has one error, at its first place: %j',
    async off => {
      const door = await openFrontDoor({ off });
      await fc.assert(
        fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 8 }), async ids => {
          const { data, errors = [] } = await find(door, ids);
          const missing = off.filter(source => ids.some(key => sourceOf(key) === source));
          const places = missing.map(source => ids.findIndex(key => sourceOf(key) === source));
          expect(errors).toHaveLength(missing.length);
          for (const [at, source] of missing.entries())
            expect(errors).toContainEqual(errorOf(source, ['found', places[at] ?? -1]));
          for (const [at, key] of ids.entries())
            if (off.includes(sourceOf(key))) expect(data.found[at]).toBeNull();
          expect(door.cost().filter(request => off.some(source => request.startsWith(source)))).toEqual([]);
        }),
        { numRuns: 20 },
      );
    },
  );
});

test('references by sid and integer have one error too, and an unfit one has its own', async () => {
  const { ask, cost } = await openFrontDoor({ off: ['BURKI'] });
  const keys = [
    { sid: 'CA1' },
    { databaseId: '1' },
    { sid: '' },
    { id: callIds.BURKI },
    { source: 'BURKI', sid: 'call_1' },
  ];
  const { data, errors } = await ask(
    'query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Call { id } } }',
    { keys: keys.map(key => ({ __typename: 'Call', ...key })) },
  );
  expect(data._entities).toEqual([null, null, null, null, null]);
  expect(errors).toHaveLength(2);
  expect(errors).toContainEqual(errorOf('BURKI', ['_entities', 0]));
  expect(errors).toContainEqual(
    expect.objectContaining({
      path: ['_entities', 2],
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    }),
  );
  expect(cost()).toEqual([]);
});

test('look-ups in a source that is not configured count as no request, beside one that is one', async () => {
  const { ask, cost } = await openFrontDoor({ off: ['BUTTER'], gateway: { maxUpstreamRequests: 1 } });
  const sids = Array.from({ length: 90 }, (_, index) => `call_${index}`);
  const { data, errors } = await ask(
    `query ($ids: [ID!]!, $keys: [_Any!]!) {
      nodes(ids: $ids) { id } _entities(representations: $keys) { ... on Call { usage { llm { totalTokens } } } }
      call(id: "${callIds.BUTTER}") { turns { number } } voiceAgent(id: "${agentIds.BUTTER}") { name }
      callBySid(sid: "call_abc123def456") { traceId } callByDatabaseId(databaseId: 101) { status }
    }`,
    {
      ids: sids.map(sid => encodeNodeId('Call', 'BUTTER', sid)),
      keys: sids.map(sid => ({ __typename: 'Call', sid })),
    },
  );
  expect(data.callByDatabaseId).toEqual({ status: 'COMPLETED' });
  const paths = [['nodes', 0], ['_entities', 0], ['call'], ['voiceAgent'], ['callBySid']];
  expect(errors).toHaveLength(paths.length);
  for (const path of paths) expect(errors).toContainEqual(errorOf('BUTTER', path));
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
});
