import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocks, locate } from '../docs/pages.ts';
import { freePort } from '../listen.ts';
import { follow, openFolder } from '../run-main.ts';
import {
  type ContainerOptions,
  createRoot,
  obstacle,
  openVolume,
  runContainer,
  stateFolder,
} from './image/container.ts';
import { assembles, context, copied, image, shapes } from './image/dockerfile.ts';

/** Files that reach the build of the image, and what it assembles of them. */
let build: string;
let app: string;
let node24: string;

beforeAll(() => {
  build = mkdtempSync(join(tmpdir(), 'switchboard-build-'));
  app = join(build, 'app');
  for (const path of context) cpSync(locate(path), join(build, path), { recursive: true });
  symlinkSync(locate('node_modules'), join(build, 'node_modules'));
  const command = assembles.replace('/app', app);
  execFileSync('sh', ['-c', command], { cwd: build, stdio: ['ignore', 'ignore', 'inherit'] });
  const printPath = ['-y', '-p', 'node@24', 'node', '-p', 'process.execPath'];
  node24 = execFileSync('npx', printPath, { encoding: 'utf8' }).trim();
}, 300_000);

afterAll(() => rmSync(build, { recursive: true, force: true }));

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map(entry => ({
    name: entry.name,
    path: join(entry.parentPath, entry.name).slice(folder.length + 1),
    isFile: entry.isFile(),
  }));

test('the image holds the program, its production dependencies and their SBOM', () => {
  expect(copied).toEqual([['/app', '/app']]);
  expect(readdirSync(app).sort()).toEqual([
    'LICENSE',
    'bin',
    'dist',
    'node_modules',
    'package.json',
    'sbom.cdx.json',
    'schema',
  ]);
  const { dependencies } = JSON.parse(readFileSync(locate('package.json'), 'utf8'));
  for (const name of Object.keys(dependencies))
    expect(statSync(join(app, 'node_modules', name)).isDirectory(), name).toBe(true);
});

test('it holds neither a package manager nor a compiler, and no file that its user may write', () => {
  const names = new Set(filesIn(app).map(({ name }) => name));
  for (const name of [
    'npm',
    'npx',
    'corepack',
    'yarn',
    'typescript',
    'tsc',
    'tsx',
    'esbuild',
    'vitest',
    'node-gyp',
  ])
    expect(names, name).not.toContain(name);
  const binaries = filesIn(app).filter(({ path, isFile }) => isFile && isBinary(join(app, path)));
  expect(binaries.length).toBeGreaterThan(0);
  expect(binaries.filter(({ path }) => !path.endsWith('.node'))).toEqual([]);
  for (const { path, isFile } of filesIn(app))
    if (isFile) expect(statSync(join(app, path)).mode & 0o002, path).toBe(0);
});

const isBinary = (path: string): boolean =>
  readFileSync(path).subarray(0, 4).toString('latin1') === '\x7fELF';

test('it adds at most 200 MB to its base', () => {
  const bytes = filesIn(app)
    .filter(({ isFile }) => isFile)
    .reduce((sum, { path }) => sum + statSync(join(app, path)).size, 0);
  console.log(`The folder of the image has ${Math.round(bytes / 1e6)} MB.`);
  expect(bytes).toBeLessThan(200e6);
});

interface Sbom {
  readonly components: readonly {
    readonly name: string;
    readonly group?: string;
    readonly version: string;
  }[];
}

/** Packages as `name@version`, in order; npm 10 repeats those that are installed in several places. */
const packagesOf = (sbom: string): string[] => {
  const { components }: Sbom = JSON.parse(sbom);
  const names = components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
  return [...new Set(names)].sort();
};

/** Production dependencies of the lock file that are installed in a folder, in the same form. */
function lockedPackages(isWanted: (path: string, isDev: boolean) => boolean): string[] {
  const { packages } = JSON.parse(readFileSync(locate('package-lock.json'), 'utf8'));
  const entries = Object.entries<{ version: string; dev?: boolean; devOptional?: boolean }>(packages);
  const wanted = entries.filter(
    ([path, { dev = false, devOptional = false }]) => path !== '' && isWanted(path, dev || devOptional),
  );
  const names = wanted.map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`);
  return [...new Set(names)].sort();
}

describe('the SBOM', () => {
  const isForOtherPlatforms = (path: string) => !existsSync(join(app, path)) && path.includes('/@libsql/');

  test('lists exactly the locked production dependencies of this platform, by npm 10 too', () => {
    const expected = lockedPackages((path, isDev) => !isDev && !isForOtherPlatforms(path));
    expect(expected.length).toBeGreaterThan(50);
    const sbom = readFileSync(join(app, 'sbom.cdx.json'), 'utf8');
    expect(JSON.parse(sbom).metadata.component).toMatchObject({ type: 'application', name: 'switchboard' });
    expect(packagesOf(sbom)).toEqual(expected);
    const byNpm10 = ['-y', 'npm@10', 'sbom', '--sbom-format', 'cyclonedx'];
    expect(packagesOf(execFileSync('npx', byNpm10, { cwd: app, encoding: 'utf8' }))).toEqual(expected);
  });

  test('has the optional peers in the versions of the lock file where they are asked for', () => {
    const { peerDependencies } = JSON.parse(readFileSync(locate('package.json'), 'utf8'));
    const names = Object.keys(peerDependencies);
    expect(names.length).toBeGreaterThan(0);
    const options = { cwd: build, encoding: 'utf8' } as const;
    const listed = packagesOf(execFileSync('npm', ['run', '--silent', 'sbom', '--', '--otel'], options));
    const peers = lockedPackages(path => names.some(name => path === `node_modules/${name}`));
    expect(peers).toHaveLength(names.length);
    expect(listed).toEqual(expect.arrayContaining(peers));
    expect(listed.filter(name => /^(typescript|vitest|tsx)@/.test(name))).toEqual([]);
  });
});

describe('the folder under the permission model of Node 24, by the line of docs/security.md', () => {
  /** Runs that line, with the image's folders in their places here. */
  async function runLine(env: Record<string, string>, without: readonly string[] = []) {
    const state = await openFolder();
    const line = blocks('docs/security.md', 'sh').find(block => block.includes('--permission')) ?? '';
    const [setting = '', program, ...args] = line
      .replaceAll('/var/lib/switchboard', state)
      .replaceAll('/app', app)
      .replaceAll('\\\n', '')
      .trim()
      .split(/\s+/);
    expect(program).toBe('node');
    const [name = '', value = ''] = setting.split('=');
    const options = { cwd: app, env: { [name]: value, ...env } };
    const allowed = args.filter(arg => !without.includes(arg));
    return follow(spawn(node24, allowed, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  const read = async (port: number, path: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })).text();

  test('fills its index, answers from it, and ends on SIGTERM with 0', async () => {
    const port = await freePort();
    const gateway = await runLine({ PORT: String(port) });
    await gateway.says(/"event":"walked".*"event":"walked"/s);
    const query = '{ calls(first: 1, orderBy: { field: COST }) { totalCount } }';
    const answer = await read(port, `/graphql?query=${encodeURIComponent(query)}`);
    expect(JSON.parse(answer)).toEqual({ data: { calls: { totalCount: expect.any(Number) } } });
    expect(await read(port, '/metrics')).toMatch(/^process_resident_memory_bytes [1-9]/m);
    gateway.signal('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  test('needs neither addons nor workers without an index', async () => {
    const port = await freePort();
    const flags = ['--allow-addons', '--allow-worker'];
    const gateway = await runLine({ PORT: String(port), INDEX: 'off', INDEX_PATH: '' }, flags);
    await gateway.says(/is listening/);
    const query = '{ callBySid(sid: "call_abc123def456") { status } }';
    const answer = await read(port, `/graphql?query=${encodeURIComponent(query)}`);
    expect(JSON.parse(answer)).toEqual({ data: { callBySid: { status: 'COMPLETED' } } });
    expect(gateway.printed.err).toBe('');
  });
});

const reason = obstacle();
if (reason !== null) console.warn(`Skipped: no container can run on this machine, because ${reason}.`);

test.skipIf(reason !== null)(
  'the stage on top of the base removes its package managers, and leaves a folder for the index',
  async () => {
    const base = await openFolder();
    const managers = ['npm', 'npx', 'corepack', 'yarn', 'yarnpkg'].map(name => `local/bin/${name}`);
    for (const path of [
      'local/bin/node',
      ...managers,
      'local/lib/node_modules/npm',
      'opt/yarn-v1.22.22',
      'lib',
    ])
      mkdirSync(join(base, path), { recursive: true });
    const places = `mount --bind ${base}/local /usr/local; mount --bind ${base}/opt /opt; mount --bind ${base}/lib /var/lib;`;
    const { status } = spawnSync('unshare', ['--mount', 'sh', '-ec', `${places}${shapes.join('\n')}`]);
    expect(status).toBe(0);
    expect(
      filesIn(base)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['lib', 'lib/switchboard', 'local', 'local/bin', 'local/bin/node', 'local/lib', 'opt']);
    const { uid, gid, mode } = statSync(join(base, 'lib/switchboard'));
    expect([`${uid}:${gid}`, mode & 0o777]).toEqual([image.user, 0o700]);
  },
);

describe.skipIf(reason !== null)('a container of the image', () => {
  let root: string;

  beforeAll(() => {
    const addons = filesIn(app).filter(({ name }) => name.endsWith('.node'));
    root = createRoot(
      node24,
      addons.map(({ path }) => join(app, path)),
    );
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const key = 'a-key-of-more-than-16-characters';
  const onSandboxes = { SANDBOX: 'butter,burki', API_KEYS: `web:${key}` };

  const start = (options: Omit<ContainerOptions, 'root' | 'app'> = {}) =>
    runContainer({ root, app, ...options });

  /** A container that answers, on the host's network. */
  async function serve(
    env: Record<string, string>,
    options: Pick<ContainerOptions, 'volume' | 'tmpfs'> = {},
  ) {
    const port = await freePort();
    const container = start({ env: { PORT: String(port), ...env }, ...options });
    await container.says(/is listening/);
    return { container, url: `http://127.0.0.1:${port}` };
  }

  const ask = async (url: string, query: string) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': key, connection: 'close' };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return response.json();
  };

  test('answers as process 1 with a read-only root, without capabilities, and ends on SIGTERM with 0', async () => {
    const { container, url } = await serve(onSandboxes, { tmpfs: true });
    const status = readFileSync(`/proc/${container.pid()}/status`, 'utf8');
    const [uid, gid] = image.user.split(':');
    for (const [name, value] of [
      ['Uid', Array(4).fill(uid).join('\t')],
      ['Gid', Array(4).fill(gid).join('\t')],
      ['NSpid', `${container.pid()}\t1`],
      ['CapPrm', '0'.repeat(16)],
      ['CapEff', '0'.repeat(16)],
      ['CapBnd', '0'.repeat(16)],
      ['NoNewPrivs', '1'],
    ])
      expect(status).toContain(`\n${name}:\t${value}\n`);
    expect((await fetch(`${url}/health`, { headers: { connection: 'close' } })).status).toBe(200);
    expect(await ask(url, '{ callBySid(sid: "call_abc123def456") { cost { total } } }')).toEqual({
      data: { callBySid: { cost: { total: '12.35' } } },
    });
    container.signal(image.stopSignal as 'SIGTERM');
    expect(await container.ended).toBe(0);
    expect(container.printed.err).toBe('');
  });

  test('is healthy by its own check while it answers, and not where nothing answers', async () => {
    const { container } = await serve(onSandboxes, { tmpfs: true });
    expect(container.exec(image.healthcheck).code).toBe(0);
    const elsewhere = { PORT: String(await freePort()) };
    expect(container.exec(image.healthcheck, elsewhere).code).toBe(1);
  });

  test('can write to no file of its root', async () => {
    const { container } = await serve({ ...onSandboxes, INDEX: 'off' });
    const paths = [
      '/new',
      '/app/new',
      '/app/bin/healthcheck.js',
      '/tmp/new',
      `${stateFolder}/new`,
      '/dev/null',
    ];
    const written = `${JSON.stringify(paths)}.filter(path => {
      try { fs.appendFileSync(path, ''); return true } catch { return false }
    })`;
    const { out } = container.exec(['node', '-p', `JSON.stringify(${written})`]);
    expect(JSON.parse(out)).toEqual(['/dev/null']);
  });

  test('keeps the index of real calls on its volume', async () => {
    const volume = openVolume();
    const path = join(stateFolder, 'calls.db');
    const real = { BURKI_API_KEY: 'key', BURKI_URL: 'http://127.0.0.1:9', INDEX: 'on', INDEX_PATH: path };
    const { container } = await serve({ API_KEYS: onSandboxes.API_KEYS, ...real }, { volume });
    expect(container.printed.out).toContain(`Index: in the file ${path}`);
    await expect.poll(() => readdirSync(volume)).toContain('calls.db');
    container.signal('SIGTERM');
    expect(await container.ended).toBe(0);
    expect(readdirSync(volume)).toEqual(['calls.db']);
  });

  test('without a tmpfs says on sandboxes that their index has no place', async () => {
    const container = start({ env: onSandboxes });
    expect(await container.ended).toBe(1);
    expect(container.printed.err).toBe(
      'INDEX_PATH: expected the path of a file, because this process may not write to /tmp, ' +
        'the folder of temporary files. A read-only root needs a tmpfs there.\n',
    );
  });

  test('without settings ends with 1 and names those that it misses', async () => {
    const bare = start();
    expect(await bare.ended).toBe(1);
    expect(bare.printed.err).toContain('API_KEYS');
    const withKeys = start({ env: { API_KEYS: onSandboxes.API_KEYS } });
    expect(await withKeys.ended).toBe(1);
    expect(withKeys.printed.err).toContain('SANDBOX: expected');
  });
});
