import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../src/graphql/documents/trusted-documents.ts';
import { readSdl } from '../../src/graphql/schema.ts';
import { listen } from '../../src/server/http-server.ts';
import { blocks } from '../docs/pages.ts';
import { type FrontDoorOptions, openFrontDoor } from '../front-door.ts';
import { tsx } from '../run-main.ts';
import { installed } from './install.ts';

const packages = new URL('documented-clients/', import.meta.url);
const folder = new URL('written/', packages);
const require = createRequire(import.meta.url);
const exec = promisify(execFile);
const [apollo = '', urql = '', relay = '', codegen = ''] = blocks('docs/clients.md', 'ts');

const write = (name: string, text: string) => writeFile(new URL(name, folder), text);
const node = async (...args: string[]): Promise<string> =>
  (await exec(process.execPath, args, { cwd: fileURLToPath(folder) })).stdout;

beforeAll(async () => {
  installed(packages);
  await mkdir(new URL('src/', folder), { recursive: true });
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** Runs a client as docs/clients.md configures it; gives what the program printed, and how it asked. */
async function runClient(configuration: string, program: string, options: FrontDoorOptions = {}) {
  const { gateway, cost } = await openFrontDoor(options);
  const asked: string[] = [];
  const server = await listen(
    (request, response) => {
      asked.push(request.method ?? '');
      gateway.listener(request, response);
    },
    '127.0.0.1',
    0,
  );
  onTestFinished(server.close);
  await write('client.ts', configuration.replaceAll('http://127.0.0.1:4000', server.url));
  await write('program.ts', program);
  const printed = JSON.parse(await node('--require', tsx, '--import', 'tsx', 'program.ts'));
  return { printed, asked, cost: cost() };
}

const call = '{ __typename status transcript: transcript(first: 1) { __typename speaker } }';
const failing = 'failing: callBySid(sid: "call_fault503") { __typename status }';
const both = `query Both { working: callByDatabaseId(databaseId: 101) ${call} ${failing} }`;
const working = { status: 'COMPLETED', transcript: [{ speaker: 'AGENT' }] };

test('Apollo Client keeps data beside errors, and sends hashes', async () => {
  const { printed, asked, cost } = await runClient(
    apollo,
    `import { gql } from '@apollo/client';
     import { client } from './client.ts';
     const query = gql\`${both}\`;
     const { data, error } = await client.query({ query, fetchPolicy: 'no-cache' });
     await client.query({ query, fetchPolicy: 'no-cache' });
     const codes = (error as any).errors.map((each: any) => each.extensions.code);
     console.log(JSON.stringify({ data, codes }));`,
  );
  expect(printed).toMatchObject({ data: { working, failing: null }, codes: ['UPSTREAM_UNAVAILABLE'] });
  expect(asked).toEqual(['GET', 'POST', 'GET']);
  expect(cost).toHaveLength(6);
});

const deferred =
  'query Deferred { working: callByDatabaseId(databaseId: 101) { id status ... @defer(label: "said") { transcript(first: 1) { speaker } } } }';

test('Apollo Client gets a deferred fragment after the rest', async () => {
  const { printed } = await runClient(
    apollo,
    `import { gql } from '@apollo/client';
     import { client } from './client.ts';
     const seen: unknown[] = [];
     const results = client.watchQuery({ query: gql\`${deferred}\` });
     await new Promise<void>(done => results.subscribe(({ data, dataState }) => {
       if (dataState !== 'empty') seen.push(data);
       if (dataState === 'complete') done();
     }));
     console.log(JSON.stringify(seen));
     client.stop();`,
  );
  expect(printed[0].working).not.toHaveProperty('transcript');
  expect(printed.at(-1)).toMatchObject({ working });
});

test('Apollo Client keeps the parts of one call that different queries selected', async () => {
  const select = (
    name: string,
    first: boolean,
  ) => `query ${name} { call: callBySid(sid: "call_abc123def456") {
    id cost { ${first ? 'unit llm { amount }' : 'total llm { units }'} }
    usage { llm { ${first ? 'inputTokens' : 'outputTokens'} } }
    latency { llmTimeToFirstByte { percentile(at: ${first ? 0.5 : 0.95}) } }
    agentSettings { llm { ${first ? 'model' : 'provider'} } }
  } }`;
  const { printed, cost } = await runClient(
    apollo,
    `import { gql } from '@apollo/client';
     import { client } from './client.ts';
     const first = gql\`${select('First', true)}\`;
     const { data } = await client.query({ query: first });
     await client.query({ query: gql\`${select('Second', false)}\` });
     console.log(JSON.stringify({ data, kept: client.readQuery({ query: first }) }));`,
  );
  expect(printed.data.call.cost.unit).toBe('CREDITS');
  expect(printed.kept).toEqual(printed.data);
  expect(cost).toHaveLength(2);
});

test('urql keeps data beside errors, sends hashes, and gets deferred fragments', async () => {
  const { printed, asked } = await runClient(
    urql,
    `import { gql } from '@urql/core';
     import { client } from './client.ts';
     const { data, error } = await client.query(gql\`${both}\`, {}).toPromise();
     const codes = error?.graphQLErrors.map(each => each.extensions['code']);
     const seen: unknown[] = [];
     await new Promise<void>(done => client.query(gql\`${deferred}\`, {}).subscribe(({ data, hasNext }) => {
       seen.push(data);
       if (!hasNext) done();
     }));
     console.log(JSON.stringify({ data, codes, seen }));`,
  );
  expect(printed).toMatchObject({ data: { working, failing: null }, codes: ['UPSTREAM_UNAVAILABLE'] });
  expect(printed.seen.at(-1)).toMatchObject({ working });
  expect(asked.slice(0, 2)).toEqual(['GET', 'GET']);
});

test('Relay sends the id of a trusted document alone', async () => {
  const id = createHash('sha256').update(both).digest('hex');
  const { printed } = await runClient(
    relay,
    `import { environment } from './client.ts';
     const answer = await environment.getNetwork()
       .execute({ id: '${id}', text: null } as any, {}, { force: true }).toPromise();
     console.log(JSON.stringify(answer));`,
    { gateway: { trustedDocuments: { documents: new Map([[id, both]]), only: true } } },
  );
  expect(printed.data).toMatchObject({ working, failing: null });
});

test('the configurations are sound TypeScript', async () => {
  const files = { 'apollo.ts': apollo, 'urql.ts': urql, 'relay.ts': relay };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const strict =
    '--ignoreConfig --noEmit --strict --skipLibCheck --target es2023 --lib es2023,dom --module nodenext';
  const tsc = require.resolve('typescript/package.json').replace('package.json', 'bin/tsc');
  expect(await node(tsc, ...strict.split(' '), ...Object.keys(files))).toBe('');
});

test('the client preset writes types, and a manifest that the gateway accepts', async () => {
  await write('schema.graphql', readSdl());
  await write('codegen.ts', codegen);
  await write(
    'src/status.ts',
    `import { graphql } from './graph/gql.ts';
     export const Status = graphql(\`query Status($id: ID!) { callByDatabaseId(databaseId: $id) { status } }\`);`,
  );
  const cli = require.resolve('@graphql-codegen/cli/package.json').replace('package.json', 'esm/bin.js');
  await node(cli, '--config', 'codegen.ts');
  const written = await readFile(new URL('src/graph/persisted-documents.json', folder), 'utf8');
  const documents = readManifest(written) ?? new Map();
  expect(documents.size).toBe(1);
  const { gateway } = await openFrontDoor({ gateway: { trustedDocuments: { documents, only: true } } });
  const [documentId = ''] = documents.keys();
  const params = new URLSearchParams({ documentId, variables: '{"id":"101"}' });
  const response = await gateway.fetch(new Request(`http://switchboard.test/graphql?${params}`));
  expect(await response.json()).toEqual({ data: { callByDatabaseId: { status: 'COMPLETED' } } });
});
