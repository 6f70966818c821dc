import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FrontDoor, openFrontDoor, plainLimits } from '../front-door.ts';

const entities = (selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;

const burkiSid = 'CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';

const onCall = (fields: string) => entities(`__typename ... on Call { ${fields} }`);

interface Keys {
  readonly id: string;
  readonly source: string;
  readonly sid: string;
  readonly databaseId: string | null;
}

/** The keys of the newest hundred calls of both sources, which cost the test nothing. */
async function hundredCalls({ ask, cost }: FrontDoor): Promise<Keys[]> {
  const { data } = await ask('{ calls(first: 100) { edges { node { id source sid databaseId } } } }');
  cost();
  return data.calls.edges.map(({ node }: { node: Keys }) => node);
}

/** A reference by one of its keys, another one from call to call. */
function referTo({ id, sid, databaseId }: Keys, place: number) {
  if (place % 3 === 0) return { __typename: 'Call', id };
  return place % 3 === 1 || databaseId === null
    ? { __typename: 'Call', sid }
    : { __typename: 'Call', databaseId };
}

test.each([
  ['id', 'Q2FsbDpCVVJLSToxMDE', 'BURKI /api/v1/calls/101'],
  ['databaseId', '101', 'BURKI /api/v1/calls/101'],
  ['databaseId', 101, 'BURKI /api/v1/calls/101'],
  ['sid', burkiSid, `BURKI /api/v1/calls/sid/${burkiSid}`],
])('a call of Burki is found by %s %j', async (key, value, request) => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(onCall('status databaseId'), {
    representations: [{ __typename: 'Call', [key]: value }],
  });
  expect(errors).toBeUndefined();
  expect(data._entities).toEqual([{ __typename: 'Call', status: 'COMPLETED', databaseId: '101' }]);
  expect(cost()).toEqual([request]);
});

test('a hundred references by any key cost one upstream request each, and keep their order', async () => {
  const limits = { ...plainLimits, attemptTimeoutMs: 9_000 };
  const door = await openFrontDoor({ gateway: { limits, deadlineMs: 9_500 } });
  const calls = await hundredCalls(door);
  const { data, errors } = await door.ask(onCall('id status'), { representations: calls.map(referTo) });
  expect(errors).toBeUndefined();
  expect(data._entities.map(({ id }: Keys) => id)).toEqual(calls.map(({ id }) => id));
  const asked = door.cost();
  expect([asked.length, new Set(asked).size]).toEqual([100, 100]);
});

test('an entity that is referenced several times, by any of its keys, is fetched once', async () => {
  const { ask, cost } = await openFrontDoor();
  const sid = 'call_abc123def456';
  const { data: known } = await ask(`{ callBySid(sid: "${sid}") { id agent { id } } }`);
  const { id, agent } = known.callBySid;
  cost();
  const representations = [
    { __typename: 'Call', sid },
    { __typename: 'Call', id, sid, databaseId: null },
    { __typename: 'Call', id },
    { __typename: 'VoiceAgent', id: agent.id },
    { __typename: 'Call', databaseId: '101' },
    { __typename: 'Call', databaseId: '101', sid: burkiSid },
    { __typename: 'Call', id: 'Q2FsbDpCVVJLSToxMDE' },
    { __typename: 'VoiceAgent', id: agent.id },
  ];
  const { data, errors } = await ask(
    entities('... on Call { sid } ... on VoiceAgent { settings { llm { model } } }'),
    {
      representations,
    },
  );
  expect(errors).toBeUndefined();
  const [first, , , aide, burki] = data._entities;
  expect(first).toEqual({ sid });
  expect(aide).toEqual({ settings: { llm: { model: expect.any(String) } } });
  expect(data._entities).toEqual([first, first, first, aide, burki, burki, burki, aide]);
  expect(cost()).toEqual([
    'BUTTER /api/calls/call_abc123def456',
    expect.stringMatching(/^BUTTER \/api\/agents\//),
    'BURKI /api/v1/calls/101',
  ]);
});

test('an entity that is not found is null without an error', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(onCall('sid'), {
    representations: [
      { __typename: 'Call', databaseId: '999999' },
      { __typename: 'Call', sid: 'call_nobody' },
      { __typename: 'Call', databaseId: '101' },
    ],
  });
  expect(errors).toBeUndefined();
  expect(data._entities).toMatchObject([null, null, { sid: burkiSid }]);
  expect(cost()).toHaveLength(3);
});

test('a reference with null keys only, or with keys of two calls, is null', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(onCall('sid'), {
    representations: [
      { __typename: 'Call', databaseId: null },
      { __typename: 'Call', databaseId: '101', sid: 'call_abc123def456' },
    ],
  });
  expect(errors).toBeUndefined();
  expect(data._entities).toEqual([null, null]);
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
});

const callId = 'Q2FsbDpCVVJLSToxMDE';

describe('a reference that names a source', () => {
  test.each([
    ['an id of it', { source: 'BURKI', id: callId }, 'BURKI /api/v1/calls/101'],
    ['its integer', { source: 'BURKI', databaseId: 101 }, 'BURKI /api/v1/calls/101'],
    ['its sid', { source: 'BURKI', sid: burkiSid }, `BURKI /api/v1/calls/sid/${burkiSid}`],
    ['null as source', { source: null, databaseId: '101' }, 'BURKI /api/v1/calls/101'],
  ])('finds the call by %s', async (_, keys, request) => {
    const { ask, cost } = await openFrontDoor();
    const { data, errors } = await ask(onCall('sid'), { representations: [{ __typename: 'Call', ...keys }] });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ __typename: 'Call', sid: burkiSid }]);
    expect(cost()).toEqual([request]);
  });

  test.each([
    ['BURKI', 'call_of_burki', 'BURKI /api/v1/calls/sid/call_of_burki'],
    ['BUTTER', 'CA-of-butter', 'BUTTER /api/calls/CA-of-butter'],
  ])('is looked up in %s by a sid of any form', async (source, sid, request) => {
    const { ask, butter, burki, cost } = await openFrontDoor();
    if (source === 'BUTTER') butter.arrive({ call_sid: sid });
    else burki.arrive({ call_sid: sid });
    const { data, errors } = await ask(onCall('source sid'), {
      representations: [{ __typename: 'Call', source, sid }],
    });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ __typename: 'Call', source, sid }]);
    expect(cost()).toEqual([request]);
  });

  test('is null without a request where its surest key is of another source', async () => {
    const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 1 } });
    const representations = [
      { __typename: 'Call', source: 'BUTTER', databaseId: '101' },
      { __typename: 'Call', source: 'BUTTER', databaseId: '101', sid: burkiSid },
      { __typename: 'Call', source: 'BUTTER', id: callId },
      { __typename: 'Call', source: 'BUTTER', databaseId: null },
    ];
    const { data, errors } = await ask(onCall('sid'), { representations });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([null, null, null, null]);
    expect(cost()).toEqual([]);
  });

  test('is heard, or refused at its place, whatever the source is (property)', async () => {
    const { ask } = await openFrontDoor();
    const expected = (source: unknown) => {
      if (source === null || source === 'BURKI') return 'found';
      return source === 'BUTTER' ? 'null' : 'BAD_USER_INPUT';
    };
    const anySource = fc.oneof(fc.constantFrom('BUTTER', 'BURKI', null), fc.jsonValue({ maxDepth: 1 }));
    const anySources = fc.array(anySource, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anySources, async sources => {
        const representations = sources.map(source => ({ __typename: 'Call', source, databaseId: '101' }));
        const { data, errors = [] } = await ask(onCall('sid'), { representations });
        const codes = new Map(errors.map(({ path, extensions }) => [path?.[1], extensions['code']]));
        const outcomes = data._entities.map((call: unknown, at: number) =>
          call ? 'found' : (codes.get(at) ?? 'null'),
        );
        expect(outcomes).toEqual(sources.map(expected));
      }),
      { numRuns: 30 },
    );
  });

  test('costs what one without a source costs, together once', async () => {
    const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 2 } });
    const representations = [
      { __typename: 'Call', sid: burkiSid },
      { __typename: 'Call', source: 'BURKI', sid: burkiSid },
      { __typename: 'Call', databaseId: '101' },
      { __typename: 'Call', source: 'BURKI', databaseId: '101' },
    ];
    const { data, errors } = await ask(onCall('databaseId'), { representations });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual(representations.map(() => ({ __typename: 'Call', databaseId: '101' })));
    expect(cost()).toHaveLength(2);
  });
});

describe('a bad reference is refused alone, without a request:', () => {
  test.each([
    ['that is text', 'Call'],
    ['that is a list', [{ __typename: 'Call', id: callId }]],
    ['without a type', { id: callId }],
    ['to another type', { __typename: 'Deal', id: '1' }],
    ['to a type that is no text', { __typename: 5, id: callId }],
    ['without a key', { __typename: 'Call' }],
    ['by a field that is no key', { __typename: 'Call', traceId: 'x' }],
    ['by an agent’s sid', { __typename: 'VoiceAgent', sid: 'CA1' }],
    ['by a sid that is a number', { __typename: 'Call', sid: 5 }],
    ['by a sid that cannot be one', { __typename: 'Call', sid: '../agents' }],
    ['by an integer that cannot be one', { __typename: 'Call', databaseId: '-1' }],
    ['by half an integer', { __typename: 'Call', databaseId: 1.5 }],
    ['by an object', { __typename: 'Call', databaseId: { id: 1 } }],
    ['by an id of our own making', { __typename: 'Call', id: 'x' }],
    ['by the id of another type', { __typename: 'VoiceAgent', id: callId }],
    ['of which one key is good and one is not', { __typename: 'Call', id: callId, sid: 5 }],
    ['to an unknown source', { __typename: 'Call', source: 'ACME', sid: 'CA1' }],
    ['to a source in small letters', { __typename: 'Call', source: 'burki', databaseId: '101' }],
    ['to a source that is a number', { __typename: 'Call', source: 5, id: callId }],
    ['to a source that is a list', { __typename: 'Call', source: ['BURKI'], id: callId }],
    ['with a source alone', { __typename: 'Call', source: 'BURKI' }],
  ])('%s', async (_, reference) => {
    const { ask, cost } = await openFrontDoor();
    const good = { __typename: 'Call', databaseId: '101' };
    const { status, data, errors } = await ask(onCall('databaseId'), {
      representations: [good, reference, good],
    });
    const found = { __typename: 'Call', databaseId: '101' };
    expect({ status, data }).toEqual({ status: 200, data: { _entities: [found, null, found] } });
    expect(errors).toMatchObject([
      { path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT', retryable: false } },
    ]);
    expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
  });
});

test('a reference whose source fails is null alone, with the same error as every other field', async () => {
  const { ask, butter } = await openFrontDoor();
  butter.play({ fault: { kind: 'status', status: 429, retryAfter: 7 } });
  const direct = await ask('{ callBySid(sid: "call_abc123def456") { status } }');
  const { status, data, errors } = await ask(onCall('status'), {
    representations: [
      { __typename: 'Call', sid: 'call_abc123def456' },
      { __typename: 'Call', databaseId: '101' },
    ],
  });
  const found = { __typename: 'Call', status: 'COMPLETED' };
  expect({ status, data }).toEqual({ status: 200, data: { _entities: [null, found] } });
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.path).toEqual(['_entities', 0]);
  expect(errors?.[0]?.extensions).toEqual(direct.errors?.[0]?.extensions);
  expect(errors?.[0]?.message).toBe(direct.errors?.[0]?.message);
});

describe('a list of references', () => {
  const many = (count: number) =>
    Array.from({ length: count }, () => ({ __typename: 'Call', databaseId: '101' }));

  test('of a thousand to one call costs one request', async () => {
    const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 1 } });
    const { data, errors } = await ask(onCall('sid'), { representations: many(1_000) });
    expect(errors).toBeUndefined();
    expect(data._entities).toHaveLength(1_000);
    expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
  });

  test('of more is refused, and so are two lists that exceed the limit together', async () => {
    const { ask, cost } = await openFrontDoor();
    const refusal = { status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] };
    expect(await ask(onCall('sid'), { representations: many(1_001) })).toMatchObject(refusal);
    const twice = `query ($few: [_Any!]!, $many: [_Any!]!) {
      few: _entities(representations: $few) { __typename }
      many: _entities(representations: $many) { __typename }
    }`;
    expect(await ask(twice, { few: many(1), many: many(1_000) })).toMatchObject(refusal);
    expect(cost()).toEqual([]);
  });

  test('costs what its entities cost, each once', async () => {
    const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 2 } });
    const representations = [
      { __typename: 'Call', databaseId: '101' },
      { __typename: 'Call', databaseId: '101' },
      { __typename: 'Call', sid: 'call_abc123def456' },
      { __typename: 'Call', sid: 5 },
    ];
    const { data } = await ask(onCall('status'), { representations });
    expect(data._entities).toHaveLength(4);
    expect(cost()).toHaveLength(2);
    const dear = await ask(onCall('recordings { uri }'), { representations });
    expect(dear.errors?.[0]).toMatchObject({
      message: 'This query may take 4 upstream requests, and 2 are allowed. Ask for fewer things at a time.',
      extensions: { code: 'QUERY_TOO_EXPENSIVE' },
    });
    expect(cost()).toEqual([]);
  });
});
