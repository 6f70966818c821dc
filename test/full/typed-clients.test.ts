import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSdl } from '../../src/graphql/schema.ts';
import { openFrontDoor } from '../front-door.ts';
import { installed } from './install.ts';
import { documents } from './typed-clients/documents.ts';

const app = mkdtempSync(join(tmpdir(), 'switchboard-typed-'));
let load: NodeJS.Require;

beforeAll(() => {
  load = installed(new URL('typed-clients/', import.meta.url));
  mkdirSync(join(app, 'src'));
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(app, 'src', name), text);
}, 120_000);
afterAll(() => rmSync(app, { recursive: true }));

/** Runs the Relay compiler over the app; gives the folder that it wrote into. */
function compile(language: 'javascript' | 'typescript', sdl: string): string {
  const folder = join(app, `${language}-artifacts`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(app, 'schema.graphql'), sdl);
  const config = {
    src: 'src',
    schema: 'schema.graphql',
    language,
    artifactDirectory: folder,
    eagerEsModules: false,
    requireCustomScalarTypes: true,
    customScalarTypes: { DateTime: 'string', DateTimeOrDate: 'string', Decimal: 'string', JSON: 'unknown' },
  };
  writeFileSync(join(app, 'relay.config.json'), JSON.stringify(config));
  execFileSync(process.execPath, [load.resolve('relay-compiler/cli.js'), 'relay.config.json'], {
    cwd: app,
    stdio: 'pipe',
  });
  return folder;
}

/** What the compiler wrote for a typed client, without what is for Relay itself. */
const typed = (folder: string, file: string): string =>
  readFileSync(join(folder, `${file}.graphql.ts`), 'utf8').split('const node')[0] ?? '';

test('the Relay compiler accepts the schema, and knows the fields that are never null without an error', () => {
  const folder = compile('typescript', readSdl());
  expect(typed(folder, 'CallList_query')).toMatch(/readonly calls: \{[\s\S]*?\n {2}\};/);
  expect(typed(folder, 'CallRow_call')).toMatch(/readonly agent: \{[\s\S]*?\n {2}\} \| null/);
});

test('without the directive the list is nullable', () => {
  const folder = compile('typescript', readSdl().replace(/ @semanticNonNull$/m, ''));
  expect(typed(folder, 'CallList_query')).toMatch(/readonly calls: \{[\s\S]*?\n {2}\} \| null/);
});

test.each([
  ['may be null', false, '} | null'],
  ['is never null, to a client that raises errors', true, '}'],
])('codegen says that the list %s', async (_, errorHandlingClient, ending) => {
  const { parse } = load('graphql');
  const written = await load('@graphql-codegen/core').codegen({
    schema: parse(readSdl()),
    documents: [{ document: parse('query List { calls { totalCount } }') }],
    config: { nullability: { errorHandlingClient } },
    plugins: [{ operations: {} }],
    pluginMap: { operations: load('@graphql-codegen/typescript-operations') },
    filename: 'list.ts',
  });
  expect(written).toContain(`ListQuery = { calls: { totalCount: number | null ${ending} };`);
});

test.each([
  [
    'a list without cursors',
    /^ {2}cursor: String!$/m,
    '  place: String!',
    /expose a 'edges \{ cursor \}' field/,
  ],
  ['a list without pages', /^ {2}pageInfo: PageInfo!$/m, '  page: PageInfo!', /expose a 'pageInfo' field/],
  ['things that cannot be fetched again', /^ {2}node\(/m, '  thing(', /no field `node`/],
])('the Relay compiler refuses %s', (_, from, to, words) => {
  expect(() => compile('typescript', readSdl().replace(from, to))).toThrow(words);
});

test('Relay pages through the list and fetches rows again, over a running gateway', async () => {
  const folder = compile('javascript', readSdl());
  const artifact = (name: string) => load(join(folder, `${name}.graphql.js`));
  const relay = load('relay-runtime');
  const { ask, cost } = await openFrontDoor();
  const environment = new relay.Environment({
    network: relay.Network.create(({ text }: { text: string }, variables: object) =>
      ask(text, { ...variables }),
    ),
    store: new relay.Store(new relay.RecordSource()),
  });
  async function fetch(name: string, variables: object) {
    const operation = relay.createOperationDescriptor(relay.getRequest(artifact(name)), variables);
    environment.retain(operation);
    await relay.fetchQuery(environment, artifact(name), variables).toPromise();
    return environment.lookup(operation.fragment).data;
  }
  const read = (fragment: string, reference: object) =>
    environment.lookup(relay.getSingularSelector(artifact(fragment), reference)).data;

  const page = await fetch('CallListPageQuery', { filter: null });
  const first = read('CallList_query', page).calls;
  expect(first.edges).toHaveLength(10);
  await fetch('CallListPaginationQuery', { first: 10, after: first.pageInfo.endCursor, filter: null });
  const both = read('CallList_query', page).calls;
  expect(both.edges.slice(0, 10)).toEqual(first.edges);
  const ids = both.edges.map(({ node }: { node: { id: string } }) => node.id);
  expect(new Set(ids).size).toBe(20);

  cost();
  const [row] = both.edges;
  await fetch('CallRowRefetchQuery', { id: row.node.id });
  expect(read('CallRow_call', row.node)).toMatchObject({ status: expect.any(String) });
  expect(cost()).toHaveLength(1);

  const { node, nodes } = await fetch('NodePageQuery', { id: row.node.id, ids: ids.slice(0, 2) });
  expect(node).toMatchObject({ __typename: 'Call' });
  expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
});
