import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { burkiInMemory, butterInMemory, createLots, pageOf, type Row } from './in-memory.ts';
import { askPage } from './paging.ts';

const rowFields = `query($after: String) { calls(first: 50, after: $after) {
  edges { node { id sid source databaseId status rawStatus direction startedAt endedAt createdAt updatedAt duration
    agentName agent { id agentId name } customerNumber agentNumber fromNumber toNumber endReason turnCount recordingEnabled
    flowName metadata billingStatus organizationId cost { unit currency total converted { amount } } } }
  pageInfo { hasNextPage endCursor } } }`;

test('a first page of 50 with row fields costs one request to each source', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 320 }, burki: { calls: 320 } });
  const { data, errors } = await ask(rowFields);
  expect(errors).toBeUndefined();
  expect(data.calls.edges).toHaveLength(50);
  expect(cost()).toEqual(['BUTTER /api/calls?limit=51', 'BURKI /api/v1/calls/?skip=0&limit=60']);
});

test('later pages of 50 cost at most two requests to Butter and one to Burki', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 320 }, burki: { calls: 320 } });
  let after: string | null = null;
  for (let page = 0; page < 12; page += 1) {
    const { data } = await ask(rowFields, { after });
    after = data.calls.pageInfo.endCursor;
    const asked = cost();
    expect(asked.filter(url => url.startsWith('BUTTER')).length).toBeLessThanOrEqual(2);
    expect(asked.filter(url => url.startsWith('BURKI')).length).toBeLessThanOrEqual(1);
  }
});

test('a page that begins within a page of Butter is read far enough to need no second request', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 320 }, burki: { calls: 320 } });
  const { data } = await ask(rowFields);
  cost();
  await ask(rowFields, { after: data.calls.pageInfo.endCursor });
  const given = data.calls.edges.filter(({ node }: { node: { source: string } }) => node.source === 'BUTTER');
  expect(cost()[0]).toBe(`BUTTER /api/calls?limit=${given.length + 51}`);
});

test('the same page under two aliases is listed once', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask(
    '{ a: calls(first: 5) { edges { cursor } } b: calls(first: 5) { edges { cursor } } }',
  );
  expect(data.a).toEqual(data.b);
  expect(cost()).toHaveLength(2);
});

test('paging through one source alone costs one request a page', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 200 }, off: ['BURKI'] });
  let after: string | null = null;
  for (let page = 0; page < 4; page += 1) {
    const { data } = await ask(rowFields, { after });
    after = data.calls.pageInfo.endCursor;
    expect(cost()).toHaveLength(1);
  }
});

test('a source that is read to its end gets no more requests', async () => {
  const door = await openFrontDoor({ butter: { calls: 5 }, burki: { calls: 60 } });
  const { data } = await askPage(door, { first: 100 });
  expect(data.calls.pageInfo.hasNextPage).toBe(false);
  door.cost();
  await askPage(door, { first: 100, after: data.calls.pageInfo.endCursor });
  expect(door.cost()).toEqual([]);
});

test('Butter gets requests for details only for the rows and fields that need one', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask(
    '{ calls(first: 6) { edges { node { sid source cost { total llm { amount } } traceId } } } }',
  );
  const butter = data.calls.edges.filter(
    ({ node }: { node: { source: string } }) => node.source === 'BUTTER',
  );
  expect(butter.length).toBeLessThan(6);
  const [first, ...details] = cost().filter(url => url.startsWith('BUTTER'));
  expect(first).toBe('BUTTER /api/calls?limit=7');
  expect(details.sort()).toEqual(
    butter.map(({ node }: { node: { sid: string } }) => `BUTTER /api/calls/${node.sid}`).sort(),
  );
});

test('the transcript of a row needs no request for its call', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask(
    '{ calls(first: 5, filter: { sources: BURKI, statuses: COMPLETED }) { edges { node { databaseId transcript(first: 2) { call { sid agentName } } } } } }',
  );
  const ids = data.calls.edges.map(({ node }: { node: { databaseId: string } }) => node.databaseId);
  const [list, ...transcripts] = cost();
  expect(list).toBe('BURKI /api/v1/calls/?skip=0&limit=15&status=completed');
  expect(transcripts).toEqual(ids.map((id: string) => `BURKI /api/v1/calls/${id}/transcripts`));
});

const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;

/** Rows that wait to start, and started ones of which many have the same time. */
const rowsOf = (waiting: number, started: number, ties: number): Row[] => [
  ...Array.from({ length: waiting }, (_, at) => ({ key: 100_000 + at, time: null })),
  ...Array.from({ length: started }, (_, at) => ({ key: at + 1, time: newest - 60 * Math.floor(at / ties) })),
];

test('however many calls wait to start or have one time, a page costs each source its scan budget at most', async () => {
  const counts = fc.record({
    scanPages: fc.integer({ min: 1, max: 5 }),
    first: fc.integer({ min: 1, max: 100 }),
    waiting: fc.integer({ min: 0, max: 3_000 }),
    started: fc.integer({ min: 0, max: 400 }),
    ties: fc.integer({ min: 1, max: 300 }),
    seed: fc.nat(1_000),
  });
  await fc.assert(
    fc.asyncProperty(counts, async ({ scanPages, first, waiting, started, ties, seed }) => {
      const sources = [butterInMemory(scanPages), burkiInMemory(scanPages, createLots(seed))];
      for (const source of sources) source.rows = rowsOf(waiting, started, ties);
      let after: string | null = null;
      for (let page = 0; page < 4; page += 1) {
        const { pageInfo } = await pageOf(sources, first, after);
        for (const source of sources) expect(source.cost().length).toBeLessThanOrEqual(scanPages);
        after = pageInfo.endCursor();
      }
    }),
    { numRuns: 50 },
  );
});

test('a request with an agent that Burki refuses counts towards the scan budget', async () => {
  const { ask, cost } = await openFrontDoor({
    off: ['BUTTER'],
    burki: { calls: 3_000, strictAssistants: true },
    scanPages: 3,
  });
  const { data } = await ask('{ calls(filter: { agents: "5555" }) { edges { cursor } coverage { state } } }');
  expect(data.calls.edges).toEqual([]);
  expect(data.calls.coverage[1].state).toBe('PARTIAL');
  const paths = cost();
  expect(paths[0]).toContain('assistant_id=5555');
  expect(paths).toHaveLength(3);
});
