import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

test('the documented Butter call is normalized to the letter, for one request', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(`{
    callBySid(sid: "call_abc123def456") {
      direction customerNumber agentNumber fromNumber toNumber status duration databaseId endReason
      cost { unit currency total unattributed converted { amount }
        llm { amount units unit } llmInput { amount } llmOutput { amount }
        tts { amount } stt { amount } telephony { amount } }
      turns { number derived duration events { type text metadata } }
      transcript { speaker rawSpeaker text startOffset at turnNumber }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callBySid).toEqual({
    direction: 'OUTBOUND',
    customerNumber: '+15559876543',
    agentNumber: '+15551234567',
    fromNumber: '+15551234567',
    toNumber: '+15559876543',
    status: 'COMPLETED',
    duration: 120.5,
    databaseId: null,
    endReason: 'tool_end_call',
    cost: {
      unit: 'CREDITS',
      currency: null,
      total: '12.35',
      unattributed: '1.35',
      converted: null,
      llm: { amount: '3', units: 150, unit: 'TOKENS' },
      llmInput: { amount: '1' },
      llmOutput: { amount: '2' },
      tts: { amount: '5' },
      stt: { amount: '1' },
      telephony: { amount: '2' },
    },
    turns: [
      {
        number: 1,
        derived: false,
        duration: 25.3,
        events: [
          {
            type: 'assistant_response',
            text: 'Hello! How can I help you today?',
            metadata: { llm: { total_tokens: 25, ttfb: 0.5 } },
          },
        ],
      },
    ],
    transcript: [
      {
        speaker: 'AGENT',
        rawSpeaker: 'assistant',
        text: 'Hello! How can I help you today?',
        startOffset: 0,
        at: '2026-03-09T10:00:00Z',
        turnNumber: 1,
      },
    ],
  });
  expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
});

test('the documented Burki call is normalized to the letter, its direction not guessed', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(`{
    callByDatabaseId(databaseId: 101) {
      status agentName flowName duration direction metadata customerNumber agentNumber fromNumber toNumber
      cost { unit currency total unattributed converted { amount currency }
        llm { amount } llmInput { amount } tts { amount } stt { amount } telephony { amount } }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId).toEqual({
    status: 'COMPLETED',
    agentName: 'ServiceBot',
    flowName: 'Customer Support Flow',
    duration: 300,
    direction: null,
    metadata: { customer_id: 'cust_abc123' },
    customerNumber: '+15559876543',
    agentNumber: '+15551234567',
    fromNumber: null,
    toNumber: null,
    cost: {
      unit: 'MONEY',
      currency: 'USD',
      total: '0.05',
      unattributed: '0',
      converted: { amount: '0.05', currency: 'USD' },
      llm: { amount: '0.02' },
      llmInput: null,
      tts: { amount: '0.01' },
      stt: { amount: '0.01' },
      telephony: { amount: '0.01' },
    },
  });
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
});

test('the same Butter call by id and by sid is one request', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask('{ callBySid(sid: "call_abc123def456") { id } }');
  const { id } = data.callBySid;
  cost();
  const both = await ask(
    'query($id: ID!) { a: call(id: $id) { sid } b: callBySid(sid: "call_abc123def456") { id } c: node(id: $id) { id } }',
    { id },
  );
  expect(both.data).toEqual({ a: { sid: 'call_abc123def456' }, b: { id }, c: { id } });
  expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
});

test('the same Burki call by its sid and its integer is two requests, and later fields cost none', async () => {
  const { ask, cost } = await openFrontDoor();
  const sid = 'CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
  const { data } = await ask(
    `{ a: callByDatabaseId(databaseId: 101) { id } b: callBySid(sid: "${sid}") { id transcript { call { sid } } } }`,
  );
  expect(data.a.id).toBe(data.b.id);
  expect(data.b.transcript[0]).toEqual({ call: { sid } });
  expect(cost()).toEqual([
    'BURKI /api/v1/calls/101',
    `BURKI /api/v1/calls/sid/${sid}`,
    'BURKI /api/v1/calls/101/transcripts',
  ]);
});

test('twenty aliases of sixteen calls cost sixteen requests', async () => {
  const { ask, butter, burki, cost } = await openFrontDoor();
  const sids = butter.calls.slice(0, 8).map(call => call.call_sid);
  const ids = burki.calls.slice(0, 8).map(call => call.id);
  const fields = [
    ...[...sids, ...sids.slice(0, 2)].map(sid => `callBySid(sid: "${sid}") { id status }`),
    ...[...ids, ...ids.slice(0, 2)].map(id => `callByDatabaseId(databaseId: ${id}) { id status }`),
  ];
  const { errors } = await ask(`{ ${fields.map((field, index) => `a${index}: ${field}`).join(' ')} }`);
  expect(errors).toBeUndefined();
  expect(cost()).toHaveLength(16);
});

test('a call that is not found is null without an error', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(
    '{ a: callBySid(sid: "call_nobody") { id } b: callByDatabaseId(databaseId: 999) { id } c: callBySid(sid: "CA000") { id } }',
  );
  expect(data).toEqual({ a: null, b: null, c: null });
  expect(errors).toBeUndefined();
  expect(cost()).toHaveLength(3);
});

test('transcript and recordings of a Burki call are fetched only when selected, once each', async () => {
  const { ask, cost } = await openFrontDoor();
  await ask(
    '{ callByDatabaseId(databaseId: 101) { turns { number } transcript { text } recordings { uri } } }',
  );
  expect(cost()).toEqual([
    'BURKI /api/v1/calls/101',
    'BURKI /api/v1/calls/101/transcripts',
    'BURKI /api/v1/calls/101/recordings',
  ]);
});

test.each(['turns { number }', 'transcript { text }', 'recordings { uri }'])(
  'of a Butter call `%s` alone is one request, because it comes with the call',
  async part => {
    const { ask, cost } = await openFrontDoor();
    const { data } = await ask(`{ callBySid(sid: "call_abc123def456") { ${part} } }`);
    expect(Object.values(data.callBySid).flat()).not.toEqual([]);
    expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
  },
);

test('the name of an agent costs nothing, and any other field one request for each agent', async () => {
  const { ask, cost } = await openFrontDoor();
  const cheap = await ask('{ calls(first: 20) { edges { node { agentName agent { id agentId name } } } } }');
  expect(cheap.errors).toBeUndefined();
  expect(cost()).toHaveLength(2);
  const { data } = await ask(
    '{ calls(first: 20, filter: { sources: BUTTER }) { edges { node { agent { agentId settings { llm { model } } } } } } }',
  );
  const agents = new Set(
    data.calls.edges.map(({ node }: { node: { agent: { agentId: string } } }) => node.agent.agentId),
  );
  const [, ...asked] = cost();
  expect(asked.sort()).toEqual([...agents].map(agent => `BUTTER /api/agents/${agent}`).sort());
});

test('a deleted agent has the name that the call gives, and null for the rest', async () => {
  const { ask } = await openFrontDoor({ butter: { calls: 320 } });
  const { data, errors } = await ask(
    '{ callBySid(sid: "call_jwr2sj2ypyuo") { agent { agentId name settings { llm { model } } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.callBySid.agent).toEqual({
    agentId: 'agent_gone404',
    name: expect.any(String),
    settings: null,
  });
});

test.each([
  ['beside it', 'whole: callBySid(sid: "call_abc123def456") { transcript { text } }'],
  [
    'in a fragment',
    '...Said @skip(if: false) } fragment Said on Query { whole: callBySid(sid: "call_abc123def456") { transcript { text } }',
  ],
])(
  'a call that is fetched without its conversation loads it for a field %s, at no further cost',
  async (_, rest) => {
    const { ask, cost } = await openFrontDoor({ gateway: { cache: null } });
    const { data, errors } = await ask(`{ little: callBySid(sid: "call_abc123def456") { sid } ${rest} }`);
    expect(errors).toBeUndefined();
    expect(data.whole.transcript).toEqual([{ text: 'Hello! How can I help you today?' }]);
    expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
  },
);
