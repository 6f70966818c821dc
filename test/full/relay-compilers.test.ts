import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../src/graphql/documents/trusted-documents.ts';
import { readSdl } from '../../src/graphql/schema.ts';
import { listen } from '../../src/server/http-server.ts';
import { blocks } from '../docs/pages.ts';
import { openFrontDoor } from '../front-door.ts';
import { tsx } from '../run-main.ts';
import { installed } from './install.ts';

const packages = new URL('relay-compilers/', import.meta.url);
const app = new URL('written/', packages);
const path = (name: string): string => fileURLToPath(new URL(name, app));
const page = 'docs/clients.md';
const [configuration = ''] = blocks(page, 'json').filter(block => block.includes('persistConfig'));
const [commands = ''] = blocks(page, 'sh').filter(block => block.includes('relay-compiler'));
const [client = ''] = blocks(page, 'ts').filter(block => block.includes('relay-runtime'));

const document = `graphql\`
  query oneCallQuery($id: ID!) {
    callByDatabaseId(databaseId: $id) { status ...oneCallSaid_call @defer(label: "said") }
  }
\`;
graphql\`
  fragment oneCallSaid_call on Call { transcript(first: 1) { speaker } }
\`;
`;

const exec = promisify(execFile);

let load: NodeJS.Require;

beforeAll(() => {
  load = installed(packages);
}, 120_000);
afterAll(() => rmSync(app, { recursive: true, force: true }));

function openApp(): void {
  rmSync(app, { recursive: true, force: true });
  mkdirSync(path('src'), { recursive: true });
  writeFileSync(path('package.json'), '{ "type": "module" }');
  // The compiler imports types as if they were values.
  writeFileSync(path('tsconfig.json'), '{ "compilerOptions": { "verbatimModuleSyntax": false } }');
  writeFileSync(path('src/oneCall.ts'), document);
  writeFileSync(path('relay.config.json'), configuration);
  writeFileSync(path('sdl.graphql'), readSdl());
}

/** Runs the commands of the page, on the schema of this source and by the given compiler. */
function runCommands(compiler: string, without = ''): void {
  const script = commands
    .split('\n')
    .filter(line => without === '' || !line.includes(without))
    .join('\n')
    .replace('npx switchboard schema', 'cat sdl.graphql')
    .replace('npx relay-compiler', `"${process.execPath}" "${load.resolve(`${compiler}/cli.js`)}"`);
  execFileSync('sh', ['-e', '-c', script], { cwd: path('.'), stdio: 'pipe' });
}

/** The manifest that the compiler wrote, as the gateway reads it. */
const compiledDocuments = (): ReadonlyMap<string, string> =>
  readManifest(readFileSync(path('persisted.json'), 'utf8')) ?? new Map();

test('the page names the versions that are tried', () => {
  const versionOf = (name: string): string => load(`${name}/package.json`).version;
  const [, oldest, newest] = /from ([\d.]+) to ([\d.]+)/.exec(readFileSync(page, 'utf8')) ?? [];
  expect(versionOf('oldest')).toMatch(new RegExp(`^${oldest}\\.`));
  expect(versionOf('newest')).toMatch(new RegExp(`^${newest}\\.`));
});

describe.each(['oldest', 'newest'])('the %s Relay compiler', compiler => {
  test('compiles a deferred fragment by the commands of the page, twice, into a manifest for the gateway', async () => {
    openApp();
    runCommands(compiler);
    runCommands(compiler);
    const documents = compiledDocuments();
    const [[documentId, text] = ['', '']] = documents;
    expect(text).toContain('@defer(label: "oneCallQuery$defer$said")');
    const trustedDocuments = { documents, only: true };
    const { gateway } = await openFrontDoor({ gateway: { trustedDocuments } });
    const response = await gateway.fetch(
      new Request('http://switchboard.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'multipart/mixed' },
        body: JSON.stringify({ documentId, variables: { id: '101' } }),
      }),
    );
    const parts = await response.text();
    expect(parts).toContain('"status":"COMPLETED"');
    expect(parts).toContain('"transcript":[{"speaker":"AGENT"}]');
    expect(parts).toContain('"label":"oneCallQuery$defer$said"');
  });

  test.each([
    [
      'without persisted.json',
      'persisted.json',
      /persisted\.json` for the local query persisting does not exist/,
    ],
    ['without the declaration of @defer', 'directive @defer', /Unknown directive 'defer'/],
  ])('refuses the configuration of the page %s', (_, line, words) => {
    openApp();
    expect(() => runCommands(compiler, line)).toThrow(words);
  });
});

test('Relay reads a deferred fragment from a response in one part, by the network layer of the page', async () => {
  openApp();
  runCommands('newest');
  const trustedDocuments = { documents: compiledDocuments(), only: true };
  const { gateway, cost } = await openFrontDoor({ gateway: { trustedDocuments } });
  const server = await listen(gateway.listener, '127.0.0.1', 0);
  onTestFinished(server.close);
  writeFileSync(path('client.ts'), client.replace('http://127.0.0.1:4000', server.url));
  writeFileSync(
    path('program.ts'),
    `import relay from 'relay-runtime';
     import { environment } from './client.ts';
     import query from './src/__generated__/oneCallQuery.graphql.ts';
     import said from './src/__generated__/oneCallSaid_call.graphql.ts';
     const operation = relay.createOperationDescriptor(query, { id: '101' });
     environment.retain(operation);
     await relay.fetchQuery(environment, query, { id: '101' }).toPromise();
     const { data } = environment.lookup(operation.fragment) as any;
     const selector = relay.getSingularSelector(said as any, data.callByDatabaseId) as any;
     console.log(JSON.stringify([data.callByDatabaseId.status, environment.lookup(selector)]));`,
  );
  const args = ['--require', tsx, '--import', 'tsx', 'program.ts'];
  const { stdout } = await exec(process.execPath, args, { cwd: path('.') });
  const [status, { data, isMissingData }] = JSON.parse(stdout);
  expect([status, data, isMissingData]).toEqual(['COMPLETED', { transcript: [{ speaker: 'AGENT' }] }, false]);
  expect(cost()).toHaveLength(2);
});
