import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { openFrontDoor } from '../front-door.ts';
import { configOf } from '../settings.ts';
import { objectNamed, selectEverything } from './every-field.ts';

const schema = buildSchema();
/** Time enough for pages on which every row is asked for thrice. */
function patience() {
  const { deadlineMs, limits } = configOf({ REQUEST_DEADLINE_MS: '60000', UPSTREAM_TIMEOUT_MS: '59000' });
  return { deadlineMs, limits };
}

const everything = selectEverything(objectNamed(schema, 'Call'));
const agents = selectEverything(objectNamed(schema, 'VoiceAgent'));

test('every field of the schema is selected', () => {
  for (const field of [
    'id',
    'sttTimestamps',
    'unattributed',
    'converted',
    'parts',
    'events',
    'details',
    'temperature',
    'percentile',
  ])
    expect(everything).toMatch(new RegExp(`\\b${field}\\b`));
});

test('every field of every call resolves without an error', async () => {
  const { ask } = await openFrontDoor({
    butter: { calls: 320 },
    burki: { calls: 320 },
    gateway: patience(),
  });
  const seen = new Map<string, string>();
  let after: string | null = null;
  for (let page = 0; page < 20; page++) {
    const { data, errors } = await ask(
      `query($after: String) { calls(first: 100, after: $after) {
        totalCount
        edges { cursor node ${everything} }
        pageInfo ${selectEverything(objectNamed(schema, 'PageInfo'))}
        coverage ${selectEverything(objectNamed(schema, 'CallSourceCoverage'))}
      } }`,
      { after },
    );
    expect(errors).toBeUndefined();
    for (const { node } of data.calls.edges) seen.set(node.id, node.source);
    after = data.calls.pageInfo.endCursor;
    if (!data.calls.pageInfo.hasNextPage) break;
  }
  const sources = [...seen.values()];
  expect([
    sources.filter(name => name === 'BUTTER').length,
    sources.filter(name => name === 'BURKI').length,
  ]).toEqual([320, 320]);
});

test('every field of every agent resolves without an error', async () => {
  const { ask, butter, burki } = await openFrontDoor();
  const { data } = await ask('{ calls(first: 100) { edges { node { agent { id } } } } }');
  const ids = new Set(
    data.calls.edges.flatMap(({ node }: { node: { agent: { id: string } | null } }) => node.agent?.id ?? []),
  );
  const found = await ask(`query($ids: [ID!]!) { nodes(ids: $ids) { ... on VoiceAgent ${agents} } }`, {
    ids: [...ids],
  });
  expect(found.errors).toBeUndefined();
  const names = found.data.nodes.flatMap((agent: { name: string } | null) => agent?.name ?? []);
  expect(names.sort()).toEqual(
    [
      ...butter.agents.map(agent => agent.agent_name),
      ...burki.assistants.map(assistant => assistant.name),
    ].sort(),
  );
});

test('every field of every source resolves without an error, without an upstream request', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(
    `{ callSources ${selectEverything(objectNamed(schema, 'CallSourceInfo'))} }`,
  );
  expect(errors).toBeUndefined();
  expect(data.callSources).toMatchObject([
    { source: 'BUTTER', mode: 'SANDBOX', driftCount: 0 },
    { source: 'BURKI', mode: 'SANDBOX', driftCount: 0 },
  ]);
  expect(cost()).toEqual([]);
});
