import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

// An answer grows at most with the length of a conversation: a document that could repeat a conversation within itself is
// refused by the names of its fields.

const open = () => openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
const ofCall = (fields: string): string => `{ callBySid(sid: "call_abc123def456") { ${fields} } }`;
const refusalOf = (inner: string, outer: string): string =>
  `The query has \`${inner}\` within \`${outer}\`, which would repeat a list of the call for each item of another. Only \`turns { transcript }\`, \`turns { events }\`, \`transcript { turn { events } }\`, and \`recordings\` of a \`call\` of \`turns\` or \`transcript\`, may stand within one another, two at most.`;

describe('a list within another of which it is a part is accepted:', () => {
  test.each([
    'turns { transcript { index turn { index } call { id } } }',
    'turns { events { entry { index turn { index } call { id } } } call { id } }',
    'transcript { turn { events { index entry { index } } } }',
    'transcript { call { id recordings { index } } turn { call { id } } }',
    'recordings { call { id cost { total } } }',
    'turns { call { recordings { index } } }',
  ])('%s', async fields => {
    const { ask, cost } = await open();
    const { data, errors } = await ask(ofCall(fields));
    expect(errors).toBeUndefined();
    expect(data.callBySid).not.toBeNull();
    expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
  });
});

describe('a list that would repeat a conversation is refused without an upstream request:', () => {
  test.each<[string, inner: string, outer: string]>([
    [ofCall('transcript { turn { transcript { index } } }'), 'transcript', 'transcript'],
    [ofCall('transcript { call { transcript { index } } }'), 'transcript', 'transcript'],
    [ofCall('transcript { call { turns { index } } }'), 'turns', 'transcript'],
    [ofCall('transcript { turn { call { turns { index } } } }'), 'turns', 'transcript'],
    [ofCall('transcript { turn { events { entry { turn { events { index } } } } } }'), 'events', 'events'],
    [ofCall('turns { call { turns { index } } }'), 'turns', 'turns'],
    [ofCall('turns { call { transcript { index } } }'), 'transcript', 'turns'],
    [ofCall('turns { transcript { turn { events { index } } } }'), 'events', 'transcript'],
    [ofCall('turns { transcript { turn { transcript { index } } } }'), 'transcript', 'transcript'],
    [ofCall('turns { events { entry { turn { events { index } } } } }'), 'events', 'events'],
    [ofCall('turns { events { entry { turn { transcript { index } } } } }'), 'transcript', 'events'],
    [ofCall('turns { events { entry { call { turns { index } } } } }'), 'turns', 'events'],
    [ofCall('recordings { call { turns { index } } }'), 'turns', 'recordings'],
    [ofCall('recordings { call { transcript { index } } }'), 'transcript', 'recordings'],
    [ofCall('recordings { call { recordings { index } } }'), 'recordings', 'recordings'],
    [ofCall('turns { transcript { call { recordings { index } } } }'), 'recordings', 'transcript'],
    [ofCall('a: transcript { b: turn { c: transcript { index } } }'), 'transcript', 'transcript'],
    [ofCall('transcript { turn { transcript @include(if: false) { index } } }'), 'transcript', 'transcript'],
    [ofCall('... @defer { turns { call { ... on Call { turns { index } } } } }'), 'turns', 'turns'],
    ['{ calls { edges { node { turns { call { turns { index } } } } } } }', 'turns', 'turns'],
    ['{ node(id: "a") { ... on Call { turns { call { turns { index } } } } } }', 'turns', 'turns'],
    [
      '{ _entities(representations: []) { ... on Call { turns { call { transcript { index } } } } } }',
      'transcript',
      'turns',
    ],
    [
      `${ofCall('...a')} fragment a on Call { transcript { turn { ...b } } } fragment b on Turn { transcript { index } }`,
      'transcript',
      'transcript',
    ],
    [
      `${ofCall('turns { ...b } transcript { turn { ...b } }')} fragment b on Turn { transcript { index } }`,
      'transcript',
      'transcript',
    ],
  ])('%s', async (query, inner, outer) => {
    const { ask, cost } = await open();
    const { status, data, errors } = await ask(query);
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      { message: refusalOf(inner, outer), extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false } },
    ]);
    expect(cost()).toEqual([]);
  });
});

test('a field that has the name of a member of every object is none of these lists', async () => {
  const { ask } = await open();
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const { errors } = await ask(ofCall(`turns { ${name} { index } }`));
    expect(errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  }
});

/** Fields that lead on from each type. */
const ways: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Call: { turns: 'Turn', transcript: 'TranscriptEntry', recordings: 'CallRecording' },
  Turn: { call: 'Call', transcript: 'TranscriptEntry', events: 'TurnEvent' },
  TurnEvent: { entry: 'TranscriptEntry' },
  TranscriptEntry: { call: 'Call', turn: 'Turn' },
  CallRecording: { call: 'Call' },
};

/** A path of fields from a call, of any length, with or without a fragment at each step. */
const path = fc
  .tuple(
    fc.array(fc.nat(5), { minLength: 1, maxLength: 7 }),
    fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  )
  .map(([choices, fragments]) => {
    let type = 'Call';
    const steps = choices.map((choice, at) => {
      const fields = Object.entries(ways[type] ?? {});
      const [name, next] = fields[choice % fields.length] ?? ['', ''];
      const step = fragments[at]
        ? ([`... on ${type} { ${name} {`, '} }'] as const)
        : ([`${name} {`, '}'] as const);
      type = next;
      return step;
    });
    return steps.reduceRight((inner, [open, close]) => `${open} ${inner} ${close}`, '__typename');
  });

/** Counts the objects of an answer. */
const objectsIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>(
    (sum, inner) => sum + objectsIn(inner),
    Array.isArray(value) ? 0 : 1,
  );
};

test('the answer to an accepted document grows with the number of turns, and not with its square (property)', async () => {
  const { ask, butter } = await open();
  const conversationOf = (length: number) => {
    const turns = Array.from({ length }, (_, at) => at);
    const linesOf = (turn: number) =>
      [0, 1].map(at => ({ turn, text: `line ${turn} ${at}`, relative_time: turn }));
    return {
      call_sid: 'call_abc123def456',
      recording_url: 'https://recordings.example.com/a.wav',
      turns: turns.map(turn => ({ turn_number: turn, events: linesOf(turn) })),
      transcript: turns.flatMap(linesOf),
    };
  };
  const sizeOf = async (query: string, length: number): Promise<number | null> => {
    const body = JSON.stringify({ success: true, data: conversationOf(length) });
    const end = butter.play({ route: 'call', fault: { kind: 'body', body } });
    const { data, errors } = await ask(query);
    end();
    if (errors) expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
    return errors ? null : objectsIn(data);
  };
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 2 }), async paths => {
      const query =
        ofCall(paths.map((_, at) => `...f${at}`).join(' ')) +
        paths.map((fields, at) => ` fragment f${at} on Call { ${fields} }`).join('');
      const [one, two, three] = [await sizeOf(query, 4), await sizeOf(query, 8), await sizeOf(query, 12)];
      if (one === null || two === null || three === null) return;
      accepted += 1;
      expect(three - two).toBe(two - one);
    }),
    { numRuns: 150 },
  );
  expect(accepted).toBeGreaterThan(20);
});
