import { describe, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';

const frontDesk = encodeNodeId('VoiceAgent', 'BUTTER', 'agent_front4desk');
const serviceBot = encodeNodeId('VoiceAgent', 'BURKI', '123');

const page = `query ($id: ID!, $first: Int, $after: String, $filter: CallFilter) {
  voiceAgent(id: $id) {
    calls(first: $first, after: $after, filter: $filter) {
      nodes { id agent { id } }
      totalCount
      pageInfo { hasNextPage endCursor }
      coverage { source state scanned }
    }
  }
}`;

test.each([
  ['Butter', frontDesk],
  ['Burki', serviceBot],
])('the calls of an agent of %s are those of the list with this agent as the filter', async (_, id) => {
  const { ask } = await openFrontDoor();
  const query =
    'query ($ids: [ID!]) { calls(first: 100, filter: { agents: $ids }) { nodes { id agent { id } } } }';
  const { nodes } = (await ask(query, { ids: [id] })).data.calls;
  expect(nodes.length).toBeGreaterThan(5);
  const listed: unknown[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await ask(page, { id, first: 4, after });
    expect(errors).toBeUndefined();
    const { calls } = data.voiceAgent;
    listed.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) break;
    after = calls.pageInfo.endCursor;
  }
  expect(listed).toEqual(nodes);
});

test('only the source of the agent is asked, once for equal lists', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask(
    `query ($id: ID!) {
      voiceAgent(id: $id) { a: calls(first: 3) { nodes { id } } b: calls(first: 3) { totalCount coverage { source state } } }
    }`,
    { id: serviceBot },
  );
  expect(cost()).toEqual([
    'BURKI /api/v1/assistants/123',
    'BURKI /api/v1/calls/?skip=0&limit=13&assistant_id=123',
  ]);
  expect(data.voiceAgent.a.nodes).toHaveLength(3);
  expect(data.voiceAgent.b.totalCount).toBeGreaterThan(3);
  expect(itemOf(data.voiceAgent.b.coverage, 'BUTTER').state).toBe('EXCLUDED');
});

test('the filter narrows them further, and `agents` in it asks nothing', async () => {
  const { ask } = await openFrontDoor();
  const completed = { statuses: ['COMPLETED'] };
  const { data } = await ask(page, { id: serviceBot, filter: { ...completed, agents: [frontDesk] } });
  const { calls } = data.voiceAgent;
  expect(calls.nodes.length).toBeGreaterThan(0);
  for (const { agent } of calls.nodes) expect(agent.id).toBe(serviceBot);
  expect((await ask(page, { id: serviceBot, filter: completed })).data.voiceAgent.calls).toEqual(calls);
  const { calls: elsewhere } = (await ask(page, { id: serviceBot, filter: { sources: ['BUTTER'] } })).data
    .voiceAgent;
  expect(elsewhere).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
});

test('an agent is found with its calls wherever it stands', async () => {
  const { ask } = await openFrontDoor();
  const { data, errors } = await ask(
    `query ($id: ID!, $representations: [_Any!]!) {
      voiceAgent(id: $id) { ...C }
      node(id: $id) { ...C }
      nodes(ids: [$id]) { ...C }
      callByDatabaseId(databaseId: 101) { agent { ...C } }
      voiceAgents(filter: { name: "servicebot" }) { nodes { ...C } }
      _entities(representations: $representations) { ...C }
    }
    fragment C on VoiceAgent { calls(first: 2) { nodes { id } } }`,
    { id: serviceBot, representations: [{ __typename: 'VoiceAgent', id: serviceBot }] },
  );
  expect(errors).toBeUndefined();
  const { calls } = data.voiceAgent;
  expect(calls.nodes).toHaveLength(2);
  const found = [data.node, ...data.nodes, data.callByDatabaseId.agent, ...data.voiceAgents.nodes];
  for (const agent of [...found, ...data._entities]) expect(agent).toEqual({ calls });
});

test('a cursor of another agent is refused, and so is an order that needs the index', async () => {
  const { ask, cost } = await openFrontDoor();
  const { endCursor } = (await ask(page, { id: serviceBot, first: 1 })).data.voiceAgent.calls.pageInfo;
  cost();
  const other = await ask(page, { id: encodeNodeId('VoiceAgent', 'BURKI', '124'), after: endCursor });
  expect(other.errors).toMatchObject([
    { path: ['voiceAgent', 'calls'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(other.data.voiceAgent).toEqual({ calls: null });
  const ordered = await ask(
    '{ voiceAgents(first: 1) { nodes { calls(orderBy: { field: DURATION }) { totalCount } } } }',
  );
  expect(ordered.errors).toMatchObject([
    { path: ['voiceAgents', 'nodes', 0, 'calls'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(cost().filter(url => url.includes('/calls'))).toEqual([]);
});

test('a list that fails is null with an error, and its agent stays', async () => {
  const { ask, butter } = await openFrontDoor();
  butter.play({ route: 'list', fault: { kind: 'status', status: 503 } });
  const { data, errors } = await ask(
    '{ voiceAgents { nodes { source name calls(first: 1) { nodes { id } } } } }',
  );
  expect(data.voiceAgents.nodes).toHaveLength(8);
  for (const { source, name, calls } of data.voiceAgents.nodes) {
    expect(name).toEqual(expect.any(String));
    expect(calls === null).toBe(source === 'BUTTER');
  }
  expect(errors).toHaveLength(4);
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER' } });
});

describe('with an index', () => {
  test('the calls of each agent cost no request, in any order', async () => {
    const { ask, cost, calls } = await openIndexedDoor();
    const { data, errors } = await ask(`{
      voiceAgents {
        nodes {
          source agentId
          calls(first: 100, orderBy: { field: DURATION }) { totalCount nodes { duration } coverage { source origin } }
        }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(cost()).toHaveLength(2);
    for (const { source, agentId, calls: listed } of data.voiceAgents.nodes) {
      const own = calls().filter(({ agent }) => agent?.source === source && agent?.agentId === agentId);
      expect(listed.totalCount).toBe(own.length);
      const durations = own.flatMap(({ duration }) => duration ?? []).sort((a, b) => b - a);
      expect(
        listed.nodes.map((call: { duration: number | null }) => call.duration).slice(0, durations.length),
      ).toEqual(durations.slice(0, 100));
      expect(itemOf(listed.coverage, source).origin).toBe('INDEX');
    }
  });

  test('a filter that Butter cannot apply is answered by the index, and newest first Burki by itself', async () => {
    const { ask, cost } = await openIndexedDoor();
    await ask(page, { id: frontDesk, first: 2 });
    expect(cost()).toEqual(['BUTTER /api/agents/agent_front4desk']);
    await ask(page, { id: serviceBot, first: 2 });
    expect(cost()).toEqual([
      'BURKI /api/v1/assistants/123',
      'BURKI /api/v1/calls/?skip=0&limit=12&assistant_id=123',
    ]);
  });
});

describe('within another list', () => {
  const refusalOf = (outer: string) =>
    `The query has \`calls\` within \`${outer}\`, which would list calls for each item of another list. Of all lists, only \`voiceAgents\` may have \`calls\` within it.`;

  test.each([
    ['{ calls { nodes { agent { calls { totalCount } } } } }', 'calls'],
    ['{ calls { nodes { agent { a: calls { totalCount } } } } }', 'calls'],
    ['{ voiceAgents { nodes { calls { nodes { agent { calls { totalCount } } } } } } }', 'calls'],
    [
      `{ voiceAgent(id: "${serviceBot}") { calls { edges { node { ...A } } } } } fragment A on Call { agent { calls { totalCount } } }`,
      'calls',
    ],
    [
      '{ callByDatabaseId(databaseId: 101) { transcript { call { agent { calls { totalCount } } } } } }',
      'transcript',
    ],
    ['{ callByDatabaseId(databaseId: 101) { turns { call { agent { calls { totalCount } } } } } }', 'turns'],
    [
      '{ callByDatabaseId(databaseId: 101) { recordings { call { agent { calls { totalCount } } } } } }',
      'recordings',
    ],
  ])('%s is refused without a request', async (query, outer) => {
    const { ask, cost } = await openFrontDoor();
    const { data, errors } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      { message: refusalOf(outer), extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false } },
    ]);
    expect(cost()).toEqual([]);
  });

  test('of agents it may have the parts of each call, which its estimate counts', async () => {
    const { ask } = await openFrontDoor();
    const { errors } = await ask(`{
      voiceAgents(first: 2) { nodes { calls(first: 2) { nodes { turns { transcript { text } } recordings { index } } } } }
    }`);
    expect(errors).toBeUndefined();
  });
});

describe('the estimate of the calls of agents', () => {
  test.each([
    // A list of agents takes a request, and a filtered list of calls up to five.
    ['voiceAgents(first: 3, filter: { sources: BURKI }) { nodes { calls { nodes { id } } } }', 1 + 3 * 5],
    ['voiceAgents(first: 3) { nodes { calls { nodes { id } } } }', 2 + 3 * 5],
    ['voiceAgents(first: 3) { nodes { a: calls { nodes { id } } b: calls { totalCount } } }', 2 + 3 * 5],
    [
      'voiceAgents(first: 3) { nodes { calls { nodes { id } } } edges { node { calls { totalCount } } } }',
      2 + 3 * 5,
    ],
    [
      'voiceAgents(first: 3) { nodes { a: calls { totalCount } b: calls(first: 1) { totalCount } } }',
      2 + 3 * 10,
    ],
    [
      'voiceAgents(first: 3) { nodes { calls(first: 4) { nodes { usage { llm { totalTokens } } } } } }',
      2 + 3 * (5 + 4),
    ],
    [
      'voiceAgents(first: 3) { nodes { calls(first: 4) { nodes { transcript { text } recordings { uri } } } } }',
      2 + 3 * (5 + 8),
    ],
    ['voiceAgents(first: 3) { nodes { calls(first: 4) { nodes { agent { language } } } } }', 2 + 3 * (5 + 1)],
    [`voiceAgent(id: "${serviceBot}") { language calls(first: 4) { nodes { agent { language } } } }`, 1 + 5],
    [`a: voiceAgent(id: "${serviceBot}") { ...C } b: voiceAgent(id: "${serviceBot}") { ...C }`, 1 + 5],
    [`nodes(ids: ["${serviceBot}", "${frontDesk}"]) { ...C }`, 2 * (1 + 5)],
    ['callByDatabaseId(databaseId: 101) { agent { ...C } }', 1 + 5],
    ['callByDatabaseId(databaseId: 101) { agent { language ...C } }', 1 + 1 + 5],
    ['voiceAgents(first: 3) { nodes { calls(first: 0) { totalCount } } }', 2],
  ])('{ %s } is %i requests', async (fields, requests) => {
    const fragment = fields.includes('...C')
      ? ' fragment C on VoiceAgent { calls(first: 4) { nodes { id } } }'
      : '';
    const query = `{ ${fields} }${fragment}`;
    const within = await openFrontDoor({ gateway: { maxUpstreamRequests: requests } });
    const accepted = await within.ask(query);
    expect(accepted.errors?.[0]?.extensions['code']).not.toBe('QUERY_TOO_EXPENSIVE');
    expect(within.cost().length).toBeLessThanOrEqual(requests);
    const beyond = await openFrontDoor({ gateway: { maxUpstreamRequests: requests - 1 } });
    const refused = await beyond.ask(query);
    expect(refused.errors?.[0]?.message).toMatch(`This query may take ${requests} upstream requests`);
    expect(beyond.cost()).toEqual([]);
  });

  test('names the `first` of the agents that would fit', async () => {
    const { ask } = await openFrontDoor({ gateway: { maxUpstreamRequests: 80 } });
    const { errors } = await ask(
      '{ voiceAgents(first: 100) { nodes { calls(first: 5) { nodes { id } } } } }',
    );
    expect(errors?.[0]?.message).toMatch('With `first: 15` on `voiceAgents` it would fit.');
  });

  test('is nothing where the index answers', async () => {
    const { ask } = await openIndexedDoor({ gateway: { maxUpstreamRequests: 2 } });
    const query =
      '{ voiceAgents(first: 100) { nodes { calls(first: 1, orderBy: { field: TIME }) { totalCount } } } }';
    expect((await ask(query)).errors).toBeUndefined();
  });
});
