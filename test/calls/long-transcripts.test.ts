import { describe, expect, test } from 'vitest';
import { type Entrance, entranceNames, openEntrance, post } from '../abuse/doors.ts';
import { plainLimits } from '../front-door.ts';

// An answer of some megabytes is parsed, completed and written in slices; clients must not see that.

const count = 12_000;
const textOf = (index: number): string =>
  `This is line ${index}, which says "hello" to \u00e9 and \ud83d\ude00.`;
const lines = Array.from({ length: count }, (_, index) => index);
const butterCall = {
  success: true,
  data: {
    call_sid: 'call_a',
    turns: lines.map(index => ({ turn_number: index, events: [{ type: 'said', text: textOf(index) }] })),
    transcript: lines.map(index => ({ turn: index, speaker: 'user', text: textOf(index) })),
  },
};
const burkiSegments = lines.map(index => ({
  id: index + 1,
  call_id: 101,
  content: textOf(index),
  speaker: 'user',
  stt_timestamps: { word: index },
}));

const entries = 'transcript { index text speaker sttTimestamps }';
const queries = {
  BUTTER: `callBySid(sid: "call_a") { sid ${entries} turns { number events { text } } }`,
  BURKI: `callByDatabaseId(databaseId: 101) { sid ${entries} }`,
} as const;
/** Without compression, so that the length is that of the text. */
const json = { 'content-type': 'application/json', 'accept-encoding': 'identity' };
const parts = { ...json, accept: 'multipart/mixed, application/json' };
const body = (query: string) => JSON.stringify({ query });
const ways: readonly [string, (query: string) => [path: string, init: RequestInit]][] = [
  ['a POST', query => ['/graphql', post(body(`{ call: ${query} }`), json)]],
  ['a GET', query => [`/graphql?query=${encodeURIComponent(`{ call: ${query} }`)}`, { headers: json }]],
  [
    'a POST that fails in part',
    query => ['/graphql', post(body(`{ call: ${query} bad: nodes(ids: "x") { id } }`), json)],
  ],
  [
    'a POST for parts',
    query => [
      '/graphql',
      post(body(`{ call: ${query.replace('sid ', '... @defer { duration } sid ')} }`), parts),
    ],
  ],
];

const patient = { limits: { ...plainLimits, attemptTimeoutMs: 20_000 }, deadlineMs: 30_000 };

async function openLong(name: (typeof entranceNames)[number], fastPath: boolean): Promise<Entrance> {
  const entrance = await openEntrance(name, { gateway: { ...patient, fastPath, cache: null } });
  const { butter, burki } = entrance.door;
  butter.play({ route: 'call', fault: { kind: 'body', body: JSON.stringify(butterCall) } });
  burki.play({ route: 'transcript', fault: { kind: 'body', body: JSON.stringify(burkiSegments) } });
  return entrance;
}

/** The JSON of an answer, of parts that of the first. */
const firstJson = (answer: string) =>
  JSON.parse(
    answer.startsWith('{') ? answer : (answer.split('\r\n').find(line => line.startsWith('{')) ?? ''),
  );

describe.each(entranceNames)('by %s', name => {
  test.each(
    ways.flatMap(([way, requestFor]) =>
      (['BUTTER', 'BURKI'] as const).map(source => [way, source, requestFor] as const),
    ),
  )('%s for a long call of %s is answered whole', async (way, source, requestFor) => {
    const { send } = await openLong(name, true);
    const response = await send(...requestFor(queries[source]));
    const answer = await response.text();
    const { data, errors } = firstJson(answer);
    if (response.headers.has('content-length'))
      expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(answer));
    expect(errors?.length ?? 0).toBe(way.endsWith('in part') ? 1 : 0);
    expect(data.call.transcript).toHaveLength(count);
    expect(data.call.transcript[count - 1]).toEqual({
      index: count - 1,
      text: textOf(count - 1),
      speaker: 'CUSTOMER',
      sttTimestamps: source === 'BURKI' ? { word: count - 1 } : null,
    });
    if (source === 'BUTTER') expect(data.call.turns[count - 1].events).toEqual([{ text: textOf(count - 1) }]);
  });
});

const byItsWays =
  'turns { index events { entry { index text } } transcript { index text } } transcript { turn { index } }';

test.each([
  ['', queries.BUTTER],
  [' by the ways of Butter', `callBySid(sid: "call_a") { ${byItsWays} }`],
  [' by the ways of Burki', `callByDatabaseId(databaseId: 101) { ${byItsWays} }`],
])('while a long call is answered%s, other requests are answered between its slices', async (_, query) => {
  const { send } = await openLong('node:http', true);
  let isAnswered = false;
  const long = send(...(ways[0]?.[1](query) ?? ['', {}])).then(async response => {
    const { data, errors } = JSON.parse(await response.text());
    expect(errors).toBeUndefined();
    expect(data.call.transcript).toHaveLength(count);
    isAnswered = true;
  });
  let between = 0;
  while (!isAnswered) {
    await (await send('/graphql', post(body('{ __typename }')))).text();
    if (!isAnswered) between += 1;
  }
  await long;
  expect(between).toBeGreaterThan(10);
});

test.each([
  ['with their entries', 'entry { index }', (index: number) => ({ entry: { index: count - 1 - index } })],
  ['without them', 'text', (index: number) => ({ text: textOf(index) })],
])('the events of one long turn are given %s, for one upstream request', async (_, selection, given) => {
  const { door, send } = await openEntrance('node:http', { gateway: { ...patient, cache: null } });
  const events = lines.map(index => ({ type: 'said', text: textOf(index) }));
  const transcript = lines.map(index => ({ turn: 1, speaker: 'user', text: textOf(count - 1 - index) }));
  const data = { call_sid: 'call_a', turns: [{ turn_number: 1, events }], transcript };
  door.butter.play({
    route: 'call',
    fault: { kind: 'body', body: JSON.stringify({ success: true, data }) },
  });
  const query = `{ callBySid(sid: "call_a") { turns { events { ${selection} } } } }`;
  const answer = await (await send('/graphql', post(body(query), json))).json();
  expect(answer).toEqual({ data: { callBySid: { turns: [{ events: lines.map(index => given(index)) }] } } });
  expect(door.cost()).toEqual(['BUTTER /api/calls/call_a']);
});
