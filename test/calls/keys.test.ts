import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FrontDoor, itemOf, openFrontDoor, plainLimits } from '../front-door.ts';
import { sidsOf, walk } from '../merged-connection/paging.ts';

const none = { butter: { calls: 0 }, burki: { calls: 0 } };

/** The documented rule, spelled apart from the code. */
const isFit = (key: string): boolean =>
  key !== '' &&
  key.length <= 256 &&
  [...key].every(character => !/\p{Cc}|\p{Cs}/u.test(character)) &&
  key.split(/[/\\]/).every(segment => segment !== '.' && segment !== '..');

const odd = [
  'a84b4c76e66710@pbx.example.net',
  '1700000000.123',
  '1700000000',
  'team/agent@1',
  'a\\b',
  '/',
  '-1',
  ' ',
  '...',
  'a?limit=1#b',
  'a%2Fb',
  '..%2F..',
  '１２３',
  '\u202e\ufeff\ufffd',
  '💬',
  'x'.repeat(256),
  '€'.repeat(256),
];

/** An agent that Butter knows beside those of the sandbox. */
const hire = ({ butter }: FrontDoor, agentId: string) =>
  butter.play({
    route: 'agent',
    matches: ({ path }) => path === `/api/agents/${encodeURIComponent(agentId)}`,
    fault: {
      kind: 'body',
      body: JSON.stringify({ success: true, data: { agent_id: agentId, llm_model: 'gpt-4' } }),
    },
  });

describe.each(odd)('a listed row with the key %j', key => {
  test('is a call of Burki by its sid, for one request', async () => {
    const { ask, burki, cost } = await openFrontDoor(none);
    const { id } = burki.arrive({ call_sid: key });
    const { data } = await ask('{ calls { edges { node { sid } } } }');
    const { sid } = data.calls.edges[0].node;
    cost();
    const found = await ask('query ($sid: String!) { callBySid(sid: $sid) { databaseId } }', { sid });
    expect(found.errors).toBeUndefined();
    expect(found.data.callBySid).toEqual({ databaseId: String(id) });
    expect(cost()).toEqual([`BURKI /api/v1/calls/sid/${encodeURIComponent(key)}`]);
  });

  test('is a call of Butter by its id, whatever the form of its sid', async () => {
    const { ask, butter, cost } = await openFrontDoor(none);
    butter.arrive({ call_sid: key });
    const { data } = await ask('{ calls { edges { node { id } } } }');
    const { id } = data.calls.edges[0].node;
    cost();
    const found = await ask('query ($id: ID!) { call(id: $id) { sid } node(id: $id) { id } }', { id });
    expect(found.errors).toBeUndefined();
    expect(found.data).toEqual({ call: { sid: key }, node: { id } });
    expect(cost()).toEqual([`BUTTER /api/calls/${encodeURIComponent(key)}`]);
  });

  test('is an agent of Butter by its id, and finds its calls', async () => {
    const door = await openFrontDoor(none);
    door.butter.arrive({ agent_id: key });
    hire(door, key);
    const { data } = await door.ask('{ calls { edges { node { agent { id agentId } } } } }');
    const { id, agentId } = data.calls.edges[0].node.agent;
    door.cost();
    const found = await door.ask('query ($id: ID!) { voiceAgent(id: $id) { settings { llm { model } } } }', {
      id,
    });
    expect(found.errors).toBeUndefined();
    expect(found.data.voiceAgent).toEqual({ settings: { llm: { model: 'gpt-4' } } });
    expect(door.cost()).toEqual([`BUTTER /api/agents/${encodeURIComponent(key)}`]);
    for (const agent of [id, agentId]) {
      const filter = { agents: [agent], sources: ['BUTTER'] };
      const listed = await door.ask(
        'query ($filter: CallFilter) { calls(filter: $filter) { edges { node { sid } } } }',
        { filter },
      );
      expect(listed.errors).toBeUndefined();
      expect(listed.data.calls.edges).toHaveLength(1);
    }
  });
});

describe.each([
  ['Butter', '/api/calls/', 'call_a/b'],
  ['Butter', '/api/calls/', 'call_a\\b'],
  ['Burki', '/api/v1/calls/sid/', 'a/b'],
])('the response to a key of %s with a slash', (source, path, sid) => {
  const query = 'query ($sid: String!) { callBySid(sid: $sid) { status } }';

  test(`is accepted if it names ${sid}, and no other key`, async () => {
    const { ask, butter, burki, cost } = await openFrontDoor(none);
    butter.arrive({ call_sid: sid });
    burki.arrive({ call_sid: sid });
    expect((await ask(query, { sid })).data.callBySid).toEqual({ status: 'QUEUED' });
    const sandbox = source === 'Butter' ? butter : burki;
    const rename = (json: unknown) => JSON.parse(JSON.stringify(json).replaceAll('b"', 'c"'));
    sandbox.play({ fault: { kind: 'rewrite', change: rename } });
    const { data, errors } = await ask(query, { sid });
    expect(data.callBySid).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
    const asked = `${source.toUpperCase()} ${path}${encodeURIComponent(sid)}`;
    expect(cost()).toEqual([asked, asked]);
  });
});

/** Pieces of which the odd and the refused are made. */
const piece = fc.constantFrom(
  ...[
    '/',
    '\\',
    '.',
    '..',
    'a',
    '%2F',
    '%2e',
    '?',
    '#',
    ' ',
    ':',
    '+',
    '"',
    'é',
    '€',
    '💬',
    '\u2028',
    '\ufeff',
  ],
  ...['\n', '\0', '\x7f', '\x85', '\ud800', '\udc00'],
);
const key = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(...odd, 'x'.repeat(257)),
);

const listed = '{ calls { edges { node { id source sid databaseId agent { id agentId } } } } }';
const lookUp = `query ($id: ID!, $sid: String!, $databaseId: ID!, $agent: ID!, $ids: [ID!]!, $some: [_Any!]!,
    $byId: CallFilter, $byKey: CallFilter, $isInteger: Boolean!) {
  call(id: $id) { id } node(id: $id) { id } callBySid(sid: $sid) { id } voiceAgent(id: $agent) { id }
  callByDatabaseId(databaseId: $databaseId) @include(if: $isInteger) { id }
  nodes(ids: $ids) { id } _entities(representations: $some) { ... on Call { id } ... on VoiceAgent { id } }
  byId: calls(filter: $byId) { edges { node { id } } } byKey: calls(filter: $byKey) { edges { node { id } } }
}`;

interface Listed {
  readonly id: string;
  readonly source: string;
  readonly sid: string;
  readonly databaseId: string | null;
  readonly agent: { readonly id: string; readonly agentId: string } | null;
}

/** Gives every key of a listed call back to each place that takes it. */
async function giveBack({ ask, gateway }: FrontDoor, { id, source, sid, databaseId, agent }: Listed) {
  if (!agent) throw new Error('A listed call has no agent.');
  const own = databaseId === null ? [] : [databaseId];
  const { data, errors } = await ask(lookUp, {
    id,
    sid,
    databaseId: databaseId ?? '0',
    isInteger: own.length > 0,
    agent: agent.id,
    ids: [id, agent.id],
    some: [
      { __typename: 'Call', id },
      { __typename: 'Call', sid },
      { __typename: 'Call', id, sid, databaseId },
      { __typename: 'VoiceAgent', id: agent.id },
    ],
    byId: { agents: [agent.id], sources: [source] },
    byKey: { agents: [agent.agentId], sources: [source] },
  });
  expect(errors).toBeUndefined();
  const list = { edges: [{ node: { id } }] };
  expect(data).toEqual({
    call: { id },
    node: { id },
    callBySid: { id },
    ...(own.length > 0 && { callByDatabaseId: { id } }),
    voiceAgent: { id: agent.id },
    nodes: [{ id }, { id: agent.id }],
    _entities: [{ id }, { id }, { id }, { id: agent.id }],
    byId: list,
    byKey: list,
  });
  for (const each of [id, sid, ...own]) expect(await gateway.purge.call(each)).not.toBeNull();
}

/** Time enough on a busy machine, because a source that is late is no fault here. */
const patient = { limits: { ...plainLimits, attemptTimeoutMs: 9_000 }, deadlineMs: 9_500 };

test('every id, sid and key that the graph returns is accepted as an argument', async () => {
  const door = await openFrontDoor({ ...none, gateway: patient });
  await fc.assert(
    fc.asyncProperty(key, key, key, async (burkiSid, butterSid, agentId) => {
      fc.pre(!burkiSid.startsWith('call_'));
      const burki = door.burki.arrive({ call_sid: burkiSid, assistant_id: 123 });
      const butter = door.butter.arrive({ call_sid: `call_${butterSid}`, agent_id: agentId });
      const dismiss = hire(door, agentId);
      const { data, errors } = await door.ask(listed);
      const calls: Listed[] = data.calls.edges.map(({ node }: { node: Listed }) => node);
      try {
        expect(errors).toBeUndefined();
        expect(calls.map(({ sid }) => sid).sort()).toEqual(
          [burki, butter]
            .map(({ call_sid }) => call_sid)
            .filter(isFit)
            .sort(),
        );
        for (const call of calls) {
          expect(call.agent !== null).toBe(call.source === 'BURKI' || isFit(agentId));
          if (call.agent) await giveBack(door, call);
        }
      } finally {
        dismiss();
        door.burki.remove(burki.id);
        door.butter.remove(butter.call_sid);
      }
    }),
    { numRuns: 30 },
  );
});

test.each([1, 2, 7])('a list of such keys is paged through by %i', async first => {
  const door = await openFrontDoor(none);
  for (const sid of odd) {
    door.butter.arrive({ call_sid: sid });
    door.burki.arrive({ call_sid: sid });
  }
  expect(sidsOf(await walk(door, { first })).sort()).toEqual([...odd, ...odd].sort());
});

test('a row whose sid would be refused is omitted, and counted as incomplete and as drift', async () => {
  const { ask, butter, burki } = await openFrontDoor(none);
  for (const sid of ['call_a\n', 'x/../y', '\ud800']) {
    butter.arrive({ call_sid: sid });
    burki.arrive({ call_sid: sid });
  }
  const { data, errors } = await ask('{ calls { edges { node { id } } coverage { source state } } }');
  expect(errors).toBeUndefined();
  expect(data.calls.edges).toEqual([]);
  const { data: after } = await ask('{ callSources { source driftCount } }');
  for (const name of ['BUTTER', 'BURKI']) {
    expect(itemOf(data.calls.coverage, name).state).toBe('PARTIAL');
    expect(itemOf(after.callSources, name).driftCount).toBe(3);
  }
});

test('a sid that two sources have names the call of the source whose format it has, even beside the other call', async () => {
  const { ask, butter, burki } = await openFrontDoor(none);
  const sid = 'a84b4c76e66710@pbx.example.net';
  butter.arrive({ call_sid: sid });
  burki.arrive({ call_sid: sid });
  const { data } = await ask('{ calls(filter: { sources: BUTTER }) { edges { node { id } } } }');
  const { id } = data.calls.edges[0].node;
  const found = await ask(
    'query ($id: ID!, $sid: String!) { call(id: $id) { source } callBySid(sid: $sid) { source } }',
    { id, sid },
  );
  expect(found.data).toEqual({ call: { source: 'BUTTER' }, callBySid: { source: 'BURKI' } });
});

test('a sid with a source is looked up there, whatever its form, at the cost of a sid alone', async () => {
  const { ask, butter, burki, cost } = await openFrontDoor(none);
  const [likeButter, likeBurki] = ['call_of_burki', 'CA-of-butter'];
  burki.arrive({ call_sid: likeButter });
  butter.arrive({ call_sid: likeBurki });
  const { data, errors } = await ask(`{
    burki: callBySid(sid: "${likeButter}", source: BURKI) { source sid }
    butter: callBySid(sid: "${likeBurki}", source: BUTTER) { source sid }
    byForm: callBySid(sid: "${likeButter}") { source }
    byNull: callBySid(sid: "${likeBurki}", source: null) { source }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    burki: { source: 'BURKI', sid: likeButter },
    butter: { source: 'BUTTER', sid: likeBurki },
    byForm: null,
    byNull: null,
  });
  expect(cost().sort()).toEqual([
    `BURKI /api/v1/calls/sid/${likeBurki}`,
    `BURKI /api/v1/calls/sid/${likeButter}`,
    `BUTTER /api/calls/${likeBurki}`,
    `BUTTER /api/calls/${likeButter}`,
  ]);
});

test('a sid is one request, with the source that its form says and without', async () => {
  const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 1 } });
  const { data, errors } = await ask(`{
    without: callBySid(sid: "call_abc123def456") { status }
    named: callBySid(sid: "call_abc123def456", source: BUTTER) { status }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({ without: { status: 'COMPLETED' }, named: { status: 'COMPLETED' } });
  expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
});

test('an integer is one request, with its source and without', async () => {
  const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 1 } });
  const { data, errors } = await ask(`{
    without: callByDatabaseId(databaseId: 101) { status }
    named: callByDatabaseId(databaseId: 101, source: BURKI) { status }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({ without: { status: 'COMPLETED' }, named: { status: 'COMPLETED' } });
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
});
