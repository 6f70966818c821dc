import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const parts = ['src', 'schema', 'test', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts'];

/** Lists, single calls and failures, and the loaders, cost and graph between them. */
const tests = [
  'architecture.test.ts',
  'calls',
  'merged-connection',
  'errors',
  'loaders',
  'abuse/upstream-cost',
];

async function change(file: string, from: RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(from);
  await writeFile(file, text.replace(from, to));
}

/** A copy of the project with a third source: one folder, one line and one enum value. */
async function copyWithThirdSource(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'third-source-'));
  onTestFinished(() => rm(project, { recursive: true }));
  const isOurs = (path: string) => !path.includes('node_modules');
  for (const part of parts) await cp(root + part, join(project, part), { recursive: true, filter: isOurs });
  await symlink(`${root}node_modules`, join(project, 'node_modules'));

  const folder = join(project, 'src/sources/copy');
  await cp(join(project, 'src/sources/burki'), folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replaceAll("'BURKI'", "'COPY'"));
  }
  await change(join(folder, 'identity.ts'), /title: 'Burki'/, "title: 'Copy'");
  await change(join(folder, 'identity.ts'), /ownsUnclaimedSids: true/, 'ownsUnclaimedSids: false');
  const index = join(project, 'src/sources/index.ts');
  await change(index, /^/, "import { burki as copy } from './copy/index.ts';\n");
  await change(index, /\[butter, burki\]/, '[butter, burki, copy]');
  await change(join(project, 'src/domain/source-name.ts'), /'BURKI'\]/, "'BURKI', 'COPY']");
  await change(join(project, 'schema/source.graphql'), /\n {2}BURKI\b[^\n]*\n/, '$&  "A copy."\n  COPY\n');
  return project;
}

test('a third source that is switched off leaves lists, single calls and failures as they are', async () => {
  const cwd = await copyWithThirdSource();
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--project', 'default', '--reporter=json', ...tests.map(name => `test/${name}`)];
  const env = { PATH: process.env['PATH'] ?? '', CI: 'true' };
  const { stdout } = await run(process.execPath, [vitest, ...args], { cwd, env, maxBuffer: 2 ** 28 }).catch(
    (failure: { stdout: string }) => failure,
  );
  const { numTotalTests, testResults } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report;
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  expect(failed).toEqual([]);
  expect(testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual([]);
  expect(numTotalTests).toBeGreaterThan(400);
}, 300_000);

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}
