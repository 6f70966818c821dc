import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocks } from '../docs/pages.ts';
import { startCollector } from '../observability/tracing/collector.ts';
import { run } from '../run-main.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const exec = promisify(execFile);

/** An empty folder into which the packed project is installed, with what a TypeScript program wants beside it. */
let folder: string;
let packed: string[];
let warnings: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-package-'));
  const { stdout } = await exec('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    cwd: root,
  });
  const [pack] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  packed = pack.files.map(({ path }: { path: string }) => path);
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const beside = ['typescript', '@types/node'].map(name => `${name}@${devDependencies[name]}`);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${pack.filename}`, ...beside];
  warnings = (await exec('npm', install, { cwd: folder })).stderr;
}, 240_000);

afterAll(() => rm(folder, { recursive: true }));

const command = () => join(folder, 'node_modules', '.bin', 'switchboard');

test('the package contains the program and its documentation, and nothing else', () => {
  const places = new Set(packed.map(path => path.split('/')[0]));
  expect([...places].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'deploy',
    'dist',
    'docs',
    'package.json',
    'schema',
  ]);
});

test('its installation prints no warning', () => {
  expect(
    warnings.split('\n').filter(line => /deprecated|EBADENGINE|ERESOLVE|install-scripts/.test(line)),
  ).toEqual([]);
});

test('the command runs the gateway on the sandboxes, and exits with 0', async () => {
  const program = run([command()], folder, { PORT: '0', LOG_LEVEL: 'silent' });
  const url = await program.says(/listening: .* at (http:\S+)/);
  const query = '{ callBySid(sid: "call_abc123def456") { status cost { total } } }';
  const response = await fetch(`${url}?query=${encodeURIComponent(query)}`, {
    headers: { connection: 'close' },
  });
  expect(await response.json()).toEqual({
    data: { callBySid: { status: 'COMPLETED', cost: { total: '12.35' } } },
  });
  program.signal('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('the service of systemd ends on SIGTERM with 0, and frees its port', async () => {
  const unit = readFileSync(
    join(folder, 'node_modules/switchboard/deploy/systemd/switchboard.service'),
    'utf8',
  );
  const [, program = '', script = ''] = /^ExecStart=(\S+) (\S+)$/m.exec(unit) ?? [];
  expect(program).toBe('/usr/bin/node');
  const service = run([script.replace('/srv/switchboard', folder)], folder, {
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
  const url = await service.says(/listening: .* at (http:\S+)/);
  const health = await fetch(new URL('/health', url), { headers: { connection: 'close' } });
  expect(health.status).toBe(200);
  service.signal('SIGTERM');
  expect(await service.ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('the command prints the schema', async () => {
  const program = run([command(), 'schema'], folder);
  expect(await program.ended).toBe(0);
  expect(buildSchema(program.printed.out).getType('CallConnection')).toBeDefined();
});

test('the program of docs/embedding.md runs unchanged, and prints what the page says', async () => {
  const [program = ''] = blocks('docs/embedding.md', 'js');
  await writeFile(join(folder, 'embed.js'), program);
  const embedding = run([join(folder, 'embed.js')], folder);
  expect(await embedding.ended).toBe(0);
  const [body = '', status = ''] = embedding.printed.out.split('\n');
  expect(`${await readFile(join(root, 'docs/embedding.md'), 'utf8')}`).toContain(
    `\`${body}\` and \`${status}\``,
  );
  expect(embedding.printed.err).toBe('');
});

test('a strict TypeScript program has its types, down to those of its dependencies', async () => {
  await writeFile(
    join(folder, 'typed.ts'),
    `import { createGateway, type Gateway, type GatewayOptions, openAccess } from 'switchboard';
     const options: GatewayOptions = { sources: { BUTTER: { apiKey: 'key' } }, access: openAccess };
     export const gateway: Gateway = createGateway(options);
     export const response: Promise<Response> = gateway.fetch(new Request('http://localhost/graphql'));
     // @ts-expect-error Because it must be said who may ask.
     createGateway({ sources: {} });
     // @ts-expect-error Because all else is internal.
     export type { Config } from 'switchboard/dist/config.js';`,
  );
  const strict =
    '--noEmit --strict --exactOptionalPropertyTypes --target es2023 --module nodenext --types node';
  const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const check = run([tsc, ...strict.split(' '), 'typed.ts'], folder);
  await check.ended;
  expect(check.printed).toEqual({ out: '', err: '' });
});

describe('tracing', () => {
  test('without the packages of the SDK is refused by a sentence that names them', async () => {
    const flag = run([command(), '--otel'], folder);
    expect(await flag.ended).toBe(1);
    expect(flag.printed.err).toMatch(/^Tracing needs three more packages: run `npm install /);
    const preloaded = run(['--import', 'switchboard/otel', '--eval', ''], folder);
    expect(await preloaded.ended).toBe(1);
    expect(preloaded.printed.err).toContain('Tracing needs three more packages');
  });

  test('with the packages that docs/tracing.md installs exports spans, from one copy of the API', async () => {
    const [install = ''] = blocks('docs/tracing.md', 'sh');
    const [, packages = ''] = /^npm install (.+)$/m.exec(install) ?? [];
    const options = ['--no-audit', '--no-fund', '--prefer-offline'];
    const { stderr } = await exec('npm', ['install', ...options, ...packages.split(' ')], { cwd: folder });
    expect(stderr).not.toMatch(/ERESOLVE|EBADENGINE/);
    expect(existsSync(join(folder, 'node_modules/switchboard/node_modules/@opentelemetry'))).toBe(false);
    const collector = await startCollector();
    const env = { PORT: '0', INDEX: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const program = run([command(), '--otel'], folder, env);
    const url = await program.says(/listening: .* at (http:[^\s"]+)/);
    await fetch(`${url}?query=${encodeURIComponent('{ __typename }')}`, { headers: { connection: 'close' } });
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(collector.spans().map(({ name }) => name)).toContain('query');
  }, 240_000);
});
