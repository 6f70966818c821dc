import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrontDoor, type FrontDoorOptions, openFrontDoor } from '../front-door.ts';
import { type Entrance, entranceNames, openEntrance, post } from './doors.ts';

const max = 20_000;
const limited: FrontDoorOptions = { burki: { calls: 1 }, gateway: { maxAnswerBytes: max, cache: null } };
const message = `One answer may have at most ${max} bytes. Ask for fewer calls or fields, or for a transcript in parts, with \`first\` and \`afterIndex\`.`;
const extensions = { code: 'QUERY_TOO_EXPENSIVE', retryable: false };

interface Segment {
  readonly content: string;
  readonly stt_timestamps?: unknown;
}

function say({ burki }: Pick<FrontDoor, 'burki'>, segments: readonly Segment[]) {
  const rows = segments.map((segment, id) => ({ id, call_id: 101, ...segment }));
  return burki.play({ route: 'transcript', fault: { kind: 'body', body: JSON.stringify(rows) } });
}

const long = Array.from({ length: 1_000 }, (_, index) => ({ content: `This is line ${index}.` }));
const words = [{ content: 'hi', stt_timestamps: { words: Array(3_000).fill('word') } }];
const transcript = 'transcript { text sttTimestamps }';
const asked = ['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/transcripts'];
const queryOf = (selection: string) => `{ callByDatabaseId(databaseId: 101) { status ${selection} } }`;

const json = { 'content-type': 'application/json' };
const parts = { ...json, accept: 'multipart/mixed, application/json' };
const traced = { ...json, 'apollo-federation-include-trace': 'ftv1' };
const body = (query: string) => JSON.stringify({ query });

const ways: readonly [string, (entrance: Entrance) => Promise<Response>][] = [
  ['a POST', ({ send }) => send('/graphql', post(body(queryOf(transcript))))],
  [
    'a POST too long for the fast path',
    ({ send }) => send('/graphql', post(body(queryOf(transcript) + ' '.repeat(40_000)))),
  ],
  ['a GET', ({ send }) => send(`/graphql?query=${encodeURIComponent(queryOf(transcript))}`)],
  ['a traced query', ({ send }) => send('/graphql', post(body(queryOf(transcript)), traced))],
  [
    'a query beside introspection',
    ({ send }) => send('/graphql', post(body(`{ __schema { __typename } ${queryOf(transcript).slice(1)}`))),
  ],
  [
    'a first part',
    ({ send }) => send('/graphql', post(body(queryOf(`${transcript} ... @defer { agentName }`)), parts)),
  ],
  [
    'a deferred part',
    ({ send }) => send('/graphql', post(body(queryOf(`... @defer { ${transcript} }`)), parts)),
  ],
];

for (const entrance of entranceNames)
  for (const [kind, segments] of [
    ['lines', long],
    ['JSON of the source', words],
  ] as const)
    test.each(ways)(`${entrance}: %s with too many ${kind} is refused as a whole`, async (way, send) => {
      const opened = await openEntrance(entrance, limited);
      say(opened.door, segments);
      const answer = await (await send(opened)).text();
      expect(answer).toContain(JSON.stringify(message));
      expect(answer).toContain('"code":"QUERY_TOO_EXPENSIVE"');
      // A part that follows a refused one is refused too.
      expect(answer.match(/"message":/g)).toHaveLength(way === 'a first part' ? 2 : 1);
      expect(answer).not.toContain('line 1');
      expect(answer).not.toContain('"word"');
      expect(answer.length).toBeLessThan(2_000);
      expect(opened.door.cost()).toEqual(asked);
    });

test('the refusal names the field at which the bound was passed', async () => {
  const door = await openFrontDoor(limited);
  say(door, words);
  const { status, data, errors } = await door.ask(queryOf(transcript));
  const path = ['callByDatabaseId', 'transcript', 0, 'sttTimestamps'];
  expect([status, data, errors]).toMatchObject([200, null, [{ message, path, extensions }]]);
});

test.each([
  ['text', { content: '\u0001'.repeat(1_000) }],
  ['keys', { content: '', stt_timestamps: { ['"'.repeat(2_000)]: 1 } }],
  ['numbers', { content: '', stt_timestamps: { values: Array(150).fill(-1.234567890123456e-300) } }],
])('%s counts as long as JSON writes it', async (_, line) => {
  const door = await openFrontDoor(limited);
  say(door, Array(8).fill(line));
  const { data, errors } = await door.ask(queryOf(transcript));
  expect([data, errors]).toMatchObject([null, [{ message, extensions }]]);
});

test('what is refused is reached in parts', async () => {
  const door = await openFrontDoor(limited);
  say(door, long);
  const { data, errors } = await door.ask(queryOf('transcript(first: 100, afterIndex: 899) { index text }'));
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId.transcript.at(-1)).toEqual({ index: 999, text: 'This is line 999.' });
});

const text = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\u0001', '\n', 'a'), maxLength: 200 }),
);
const segment = fc.record({
  content: text,
  stt_timestamps: fc.dictionary(text, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 }),
});

test('an answer is given if its JSON is clearly within the bound, and none is given beyond (property)', async () => {
  const door = await openFrontDoor({ ...limited, gateway: { maxAnswerBytes: 5_000 } });
  const unlimited = door.replica({ maxAnswerBytes: 1_000_000 });
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 100 }), async segments => {
      const end = say(door, segments);
      const whole = Buffer.byteLength(JSON.stringify((await unlimited.ask(queryOf(transcript))).data));
      const { errors } = await door.ask(queryOf(transcript));
      end();
      if (whole < 3_500) expect(errors).toBeUndefined();
      if (whole > 5_000) expect(errors).toMatchObject([{ extensions }]);
    }),
    { numRuns: 40 },
  );
});
