import { describe, expect, test } from 'vitest';
import type { FrontDoor, FrontDoorOptions } from '../front-door.ts';
import { openFrontDoor } from '../front-door.ts';

/** Asks, and expects a refusal by cost without an upstream request; gives its message. */
async function refused(
  { ask, cost }: FrontDoor,
  query: string,
  variables?: Record<string, unknown>,
): Promise<string> {
  const { status, data, errors } = await ask(query, variables);
  expect(errors).toEqual([
    { message: expect.any(String), extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false } },
  ]);
  expect([status, data, cost()]).toEqual([400, undefined, []]);
  return errors?.[0]?.message ?? '';
}

const most = (maxUpstreamRequests: number): FrontDoorOptions => ({ gateway: { maxUpstreamRequests } });
const traces = 'query($first: Int) { calls(first: $first) { edges { node { traceId } } } }';

test('a page of details is refused with the estimate, the ceiling and the largest page that fits', async () => {
  const door = await openFrontDoor(most(80));
  expect(await refused(door, '{ calls(first: 100) { edges { node { traceId } } } }')).toBe(
    'This query may take 102 upstream requests, and 80 are allowed. With `first: 78` on `calls` it would fit.',
  );
});

test('the page size that the refusal names is accepted, and one more is refused', async () => {
  const door = await openFrontDoor(most(80));
  const { errors } = await door.ask(traces, { first: 78 });
  expect(errors).toBeUndefined();
  expect(door.cost().length).toBeLessThanOrEqual(80);
  expect(await refused(door, traces, { first: 79 })).toContain('81 upstream requests');
});

test('a page without details costs what its list costs, however long', async () => {
  const { ask } = await openFrontDoor(most(2));
  const row =
    'id sid status agent { id source agentId name } cost { unit total currency converted { amount } }';
  const { data, errors } = await ask(`{ calls(first: 100) { edges { node { ${row} } } totalCount } }`);
  expect(errors).toBeUndefined();
  expect(data.calls.edges).toHaveLength(100);
});

describe('a list costs', () => {
  // With five pages to scan for each source.
  test.each([
    ['one request to each source', 'first: 5', 'id', 2],
    ['one request if the filter leaves one source', 'first: 5, filter: { sources: BURKI }', 'id', 1],
    ['one request to each source with an empty filter', 'first: 5, filter: {}', 'id', 2],
    ['two requests to each source from a cursor on', 'first: 5, after: "x"', 'id', 4],
    ['the whole scan budget with a filter', 'first: 5, filter: { statuses: BUSY }', 'id', 10],
    [
      'the scan budget of Butter alone with a direction',
      'first: 5, filter: { directions: INBOUND }',
      'id',
      5,
    ],
    ['the details of 25 rows by default', '', 'traceId', 27],
    ['the details of 25 rows with first: null', 'first: null', 'traceId', 27],
    [
      'a detail for each row',
      'first: 5',
      'cost { llm { amount } } usage { stt { audioSeconds } } turns { number }',
      7,
    ],
    ['an agent for each row', 'first: 5', 'agent { name settings { llm { model } } }', 7],
    [
      'a detail and an agent for each row',
      'first: 5',
      'traceId agent { settings { llm { model } } language }',
      12,
    ],
    ['a detail for the latency of each row', 'first: 5', 'latency { __typename }', 7],
    [
      'nothing for the latency of Burki, which has none',
      'first: 5, filter: { sources: BURKI }',
      'latency { __typename }',
      1,
    ],
    [
      'one request each for transcript and recordings of Burki',
      'first: 5',
      'transcript { text } recordings { uri }',
      12,
    ],
    [
      'one request for transcript and recordings of Butter',
      'first: 5, filter: { sources: BUTTER }',
      'transcript { text } recordings { uri }',
      6,
    ],
    [
      'nothing for the details of Burki, which come with the row',
      'first: 5, filter: { sources: BURKI }',
      'traceId',
      1,
    ],
    [
      'nothing more for the details of the same call below an entry',
      'first: 5',
      'transcript { call { traceId usage { stt { audioSeconds } } } }',
      7,
    ],
    [
      'the parts of the call below an entry once',
      'first: 5',
      'transcript { call { recordings { uri } } }',
      12,
    ],
    ['the selections of fragments', 'first: 5', '... on Call { ...a }', 7],
    [
      'nothing for skipped fields',
      'first: 5',
      'traceId @skip(if: true) ... @include(if: $no) { usage { stt { audioSeconds } } }',
      2,
    ],
  ])('%s', async (_, args, row, requests) => {
    const call = args === '' ? 'calls' : `calls(${args})`;
    const fragment = row.includes('...a') ? 'fragment a on Call { traceId }' : '';
    const head = row.includes('$no') ? 'query($no: Boolean = false)' : '';
    const query = `${head} { ${call} { edges { node { ${row} } } } } ${fragment}`;
    const door = await openFrontDoor(most(requests - 1));
    expect(await refused({ ...door }, query)).toContain(
      `may take ${requests} upstream requests, and ${requests - 1} are`,
    );
  });
});

describe('a call found by its key costs', () => {
  test.each([
    [
      'one request with its details',
      'callBySid(sid: "call_1") { traceId usage { stt { audioSeconds } } }',
      1,
    ],
    [
      'one more for the transcript of Burki',
      'callBySid(sid: "CA1") { transcript { text } turns { number } }',
      2,
    ],
    [
      'one more for the recordings of Burki',
      'callByDatabaseId(databaseId: 1) { turns { number } recordings { uri } }',
      3,
    ],
    [
      'one more for the agent, unless its name suffices',
      'callBySid(sid: "CA1") { agent { name language } }',
      2,
    ],
    [
      'one request for each of several calls',
      'a: callBySid(sid: "CA1") { id } b: callBySid(sid: "CA2") { id }',
      2,
    ],
    [
      'nothing more under a second alias',
      'a: callBySid(sid: "CA1") { id } b: callBySid(sid: "CA1") { sid }',
      1,
    ],
    [
      'the union of the selections of two aliases',
      'a: callBySid(sid: "CA1") { transcript { text } } b: callBySid(sid: "CA1") { recordings { uri } }',
      3,
    ],
    ['one request for each of several nodes', 'nodes(ids: ["a", "b", "c", "a"]) { id }', 3],
    ['the selections of a node', 'nodes(ids: ["a", "b"]) { ... on Call { recordings { uri } } }', 4],
    ['one request as an agent', 'voiceAgent(id: "a") { settings { llm { model } } }', 1],
    ['one request as an agent node', 'node(id: "a") { ... on VoiceAgent { settings { llm { model } } } }', 1],
  ])('%s', async (_, query, requests) => {
    const door = await openFrontDoor(most(1));
    if (requests > 1)
      expect(await refused(door, `{ ${query} }`)).toContain(`may take ${requests} upstream requests`);
    else
      expect((await door.ask(`{ ${query} }`)).errors?.[0]?.extensions.code).not.toBe('QUERY_TOO_EXPENSIVE');
  });
});

test('the same list under two aliases is counted once, and two lists are both counted', async () => {
  const row = '{ edges { node { traceId } } }';
  const door = await openFrontDoor(most(7));
  expect((await door.ask(`{ a: calls(first: 5) ${row} b: calls(first: 5) ${row} }`)).errors).toBeUndefined();
  door.cost();
  const message = await refused(door, `{ few: calls(first: 3) ${row} many: calls(first: 5) ${row} }`);
  expect(message).toBe(
    'This query may take 12 upstream requests, and 7 are allowed. Ask for fewer things at a time.',
  );
});

test('the refusal names the list whose page size can make the query fit', async () => {
  const row = '{ edges { node { traceId } } }';
  const door = await openFrontDoor(most(20));
  const message = await refused(door, `{ few: calls(first: 5) ${row} many: calls(first: 50) ${row} }`);
  expect(message).toContain('With `first: 11` on `many` it would fit.');
});

test('an invalid argument is reported as such, and does not circumvent the ceiling', async () => {
  const door = await openFrontDoor(most(10));
  const bad = 'calls(filter: { customerNumber: "1" }) { totalCount }';
  const { errors } = await door.ask(`{ ${bad} }`);
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  await refused(door, `{ bad: ${bad} many: calls(first: 50) { edges { node { traceId } } } }`);
  await refused(
    door,
    `query($if: Boolean) { calls(first: 50) { edges { node { traceId @include(if: $if) } } } }`,
    {
      if: true,
    },
  ).catch(() => undefined);
});

test('a disabled source costs nothing', async () => {
  const { ask } = await openFrontDoor({ off: ['BUTTER'], ...most(1) });
  expect((await ask('{ calls(first: 50) { edges { node { traceId } } } }')).errors).toBeUndefined();
});

test('the default ceiling is the number of requests that the quota serves within four fifths of the deadline', async () => {
  const door = await openFrontDoor({ gateway: { maxUpstreamRequests: null, deadlineMs: 10_000 } });
  expect(await refused(door, traces, { first: 100 })).toContain('and 80 are allowed');
  const short = await openFrontDoor({ gateway: { maxUpstreamRequests: null, deadlineMs: 2_000 } });
  expect(await refused(short, traces, { first: 100 })).toContain('and 16 are allowed');
});

test('a query costs at most its estimate', async () => {
  const { ask, cost } = await openFrontDoor(most(77));
  const row =
    'traceId transcript { text } turns { number } recordings { uri } agent { settings { llm { model } } }';
  const { errors } = await ask(`{ calls(first: 25) { edges { node { ${row} } } } }`);
  expect(errors).toBeUndefined();
  expect(cost().length).toBeLessThanOrEqual(77);
});
