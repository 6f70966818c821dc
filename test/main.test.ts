import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { execPath, getuid } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSdl } from '../src/graphql/schema.ts';
import { readText } from './docs/pages.ts';
import { freePort } from './listen.ts';
import { openServer, openTakenPort } from './local-server.ts';
import { main, openFolder, run, runMain, tsx } from './run-main.ts';

const address = /listening: .* at (http:\S+)/;

const ask = (url: string, query: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query }),
  });

/** The temporary folders of indexes in a folder. */
const indexesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter(name => name.startsWith('switchboard-index-'));

test.each([
  ['compiled', [main]],
  [
    'from source, as `npm run dev` does',
    ['--require', tsx, fileURLToPath(new URL('../src/main.ts', import.meta.url))],
  ],
])(
  'without settings and %s it serves sandbox calls, prints a warning, and exits with 0 on SIGTERM',
  async (_, args) => {
    const temporary = await openFolder();
    const env = { PORT: '0', LOG_LEVEL: 'silent', WARM_UP: 'off', TMPDIR: temporary };
    const program = run(args, await openFolder(), env);
    const url = await program.says(address);
    expect(program.printed.out.split('\n')).toEqual([
      'Butter: SANDBOX, a built-in stand-in. ITS CALLS ARE INVENTED, NOT YOURS.',
      'Burki: SANDBOX, a built-in stand-in. ITS CALLS ARE INVENTED, NOT YOURS.',
      'Costs: converted to USD by CREDITS=0.01 USD, EUR=1.08 USD. THESE RATES ARE INVENTED, as the calls are.',
      'Index: in a temporary file, which is removed at the end',
      `Switchboard is listening: GraphiQL and the graph at ${url}`,
      '',
    ]);
    const response = await ask(url, '{ callByDatabaseId(databaseId: 101) { agentName } }');
    expect(await response.json()).toEqual({ data: { callByDatabaseId: { agentName: 'ServiceBot' } } });
    const statistics = async () => (await ask(url, '{ callStats { total { callCount } } }')).json();
    await expect.poll(statistics).toMatchObject({ data: { callStats: { total: {} } } });
    expect(await indexesIn(temporary)).toHaveLength(1);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(await indexesIn(temporary)).toEqual([]);
  },
);

test('the temporary index of a gateway that was killed is removed by the next one', async () => {
  const temporary = await openFolder();
  const environment = { PORT: '0', INDEX: '', TMPDIR: temporary };
  const killed = await runMain(environment);
  await killed.says(address);
  const [left = ''] = await indexesIn(temporary);
  killed.signal('SIGKILL');
  await killed.ended;
  expect(await indexesIn(temporary)).toEqual([left]);
  const next = await runMain(environment);
  await next.says(address);
  const [folder, ...others] = await indexesIn(temporary);
  expect(others).toEqual([]);
  expect(folder).not.toBe(left);
});

test('an index of real calls is in its file, which is there after the end', async () => {
  const folder = await openFolder();
  const path = join(folder, 'calls.db');
  const real = { BUTTER_API_KEY: 'hush', BUTTER_URL: 'http://127.0.0.1:9' };
  const program = await runMain({ PORT: '0', ...real, INDEX: 'on', INDEX_PATH: path });
  await program.says(address);
  expect(program.printed.out).toContain(`\nIndex: in the file ${path}\n`);
  program.signal('SIGTERM');
  expect(await program.ended).toBe(0);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('an index whose folder does not exist stops the start', async () => {
  const real = { BUTTER_API_KEY: 'hush', BUTTER_URL: 'http://127.0.0.1:9' };
  const program = await runMain({ PORT: '0', ...real, INDEX: 'on', INDEX_PATH: 'missing/calls.db' });
  expect(await program.ended).toBe(1);
  expect(program.printed.err).toBe('INDEX_PATH: the folder of this path does not exist.\n');
});

/** A user whom modes of files bind, unlike root; null if such a user cannot read the program. */
const bound = getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const isReadable = spawnSync(execPath, [main, '--version'], { ...bound }).status === 0;

if (!isReadable) console.warn('Skipped: only root may read this folder, and root may write to any.');

describe.skipIf(!isReadable)('an index at a path that may not be written', () => {
  async function openPath(mode: { folder: number; file?: number }) {
    const folder = await openFolder();
    const path = join(folder, 'index', 'calls.db');
    await mkdir(dirname(path));
    if (mode.file !== undefined) await writeFile(path, '', { mode: mode.file });
    await chmod(folder, 0o755);
    await chmod(dirname(path), mode.folder);
    onTestFinished(() => chmod(dirname(path), 0o755));
    return { folder, path };
  }

  test.each([
    ['its folder', { folder: 0o555 }, 'this process may not write to the folder of this path'],
    ['the file', { folder: 0o777, file: 0o444 }, 'this process may not read and write the file of this path'],
  ])('because of %s stops the start, and fails the check', async (_, mode, problem) => {
    const { folder, path } = await openPath(mode);
    const real = { BUTTER_API_KEY: 'hush', BUTTER_URL: 'http://127.0.0.1:9' };
    const env = { PORT: '0', LOG_LEVEL: 'silent', ...real, INDEX: 'on', INDEX_PATH: path };
    const program = run([main], folder, env, bound);
    expect(await program.ended).toBe(1);
    expect(program.printed.err).toBe(`INDEX_PATH: ${problem}.\n`);
    const check = run([main, 'check'], folder, env, bound);
    expect(await check.ended).toBe(1);
    expect(check.printed.out).toContain(`\nIndex: ${problem}: look at INDEX_PATH (${path})\n`);
  });
});

test('a .env file with a byte order mark and CRLF, as from an editor of Windows, is read', async () => {
  const program = await runMain(
    { PORT: '0' },
    '\uFEFFBUTTER_API_KEY=hush-hush\r\nBURKI_API_KEY=hush-hush\r\n',
  );
  await program.says(address);
  expect(program.printed.out).not.toContain('SANDBOX');
});

test('a .env file that is no UTF-8 text stops the start, because nobody would miss its keys on sandboxes', async () => {
  const program = await runMain({ PORT: '0' }, Buffer.from('BUTTER_API_KEY=hush-hush\n', 'utf16le'));
  expect(await program.ended).toBe(1);
  expect(program.printed).toEqual({ out: '', err: 'The file .env cannot be read: it is no UTF-8 text.\n' });
});

test('a folder .env stops the start', async () => {
  const folder = await openFolder();
  await mkdir(join(folder, '.env'));
  const program = run([main], folder, { PORT: '0' });
  expect(await program.ended).toBe(1);
  expect(program.printed.err).toMatch(/^The file \.env cannot be read: EISDIR/);
});

test('a .env file in the folder is read, and the environment takes precedence', async () => {
  const file =
    'PORT=1\nBUTTER_API_KEY=hush-hush\nBURKI_API_KEY="quoted"\nBURKI_URL=http://127.0.0.1:9/burki\n';
  const program = await runMain({ PORT: '0' }, file);
  const url = await program.says(address);
  expect(program.printed.out.split('\n')).toEqual([
    'Butter: the API at https://api.getbutter.ai',
    'Burki: the API at http://127.0.0.1:9/burki',
    'Costs: no rates to USD, because COST_RATES is not set',
    'Index: off, because INDEX is not on',
    `Switchboard is listening: the graph at ${url}`,
    '',
  ]);
  program.signal('SIGINT');
  expect(await program.ended).toBe(0);
});

test('a disabled source names the setting that enables it', async () => {
  const program = await runMain({ PORT: '0', SANDBOX: 'burki' });
  await program.says(address);
  expect(program.printed.out).toContain('Butter: off, because BUTTER_API_KEY is not set\n');
});

test('invalid settings are all reported at once, without their values, and it exits with 1', async () => {
  const program = await runMain({ PORT: 'hush-hush', BUTTER_URL: 'hush-hush' }, 'BURKI_API_KEY="hush hush"');
  expect(await program.ended).toBe(1);
  expect(program.printed).toEqual({
    out: '',
    err: [
      'Switchboard cannot start with these settings:',
      '  PORT: expected a whole number from 0 to 65535',
      '  BUTTER_URL: expected an http or https address without user, query or fragment',
      '  BURKI_API_KEY: expected a key of visible ASCII characters',
      '',
    ].join('\n'),
  });
});

test('a port in use is reported in one sentence, and it exits with 1', async () => {
  const port = String(await openTakenPort());
  const program = await runMain({ PORT: port });
  expect(await program.ended).toBe(1);
  expect(program.printed).toEqual({
    out: '',
    err: `Port ${port} is taken: stop what listens there, or set PORT to another one.\n`,
  });
});

test('the command explains how to build it before it is built', async () => {
  const folder = await openFolder();
  await mkdir(join(folder, 'bin'));
  const command = join(folder, 'bin', 'switchboard.mjs');
  await copyFile(fileURLToPath(new URL('../bin/switchboard.js', import.meta.url)), command);
  const program = run([command], folder);
  expect(await program.ended).toBe(1);
  expect(program.printed).toEqual({
    out: '',
    err: 'Switchboard is not built yet: run `npm run build` first.\n',
  });
});

describe('the command', () => {
  const command = async (...args: string[]) => {
    const program = run([main, ...args], await openFolder());
    return { code: await program.ended, ...program.printed };
  };

  test('prints the schema, and nothing else', async () => {
    expect(await command('schema')).toEqual({ code: 0, out: `${readSdl()}\n`, err: '' });
  });

  test('prints its version', async () => {
    const { version } = JSON.parse(readText('package.json'));
    expect(await command('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test('prints its usage', async () => {
    const { code, out } = await command('--help');
    expect(code).toBe(0);
    for (const word of ['sandbox', 'schema', '--help', '--version']) expect(out).toContain(`\n  ${word} `);
  });

  test.each([
    [['serve'], 'There is no command `serve`.'],
    [['sandbox', '--port'], 'There is no option `--port` of `switchboard sandbox`.'],
  ])('refuses an unknown argument: %j', async (args, sentence) => {
    expect(await command(...args)).toEqual({
      code: 1,
      out: '',
      err: `${sentence} See \`switchboard --help\`.\n`,
    });
  });

  test('runs sandboxes of the given size on the given ports', async () => {
    const ports = [await freePort(), await freePort()].map(String);
    const [butter = '', burki = ''] = ports;
    const args = ['sandbox', '--calls', '2000', '--butter-port', butter, '--burki-port', burki];
    const program = run([main, ...args], await openFolder());
    const url = await program.says(/Burki sandbox: +(\S+)/);
    expect(url).toBe(`http://127.0.0.1:${burki}`);
    expect(program.printed.out).toContain(`Butter sandbox: http://127.0.0.1:${butter} `);
    const headers = { authorization: 'Bearer sandbox-burki-key', connection: 'close' };
    const response = await fetch(`${url}/api/v1/calls/?limit=1`, { headers });
    expect(await response.json()).toMatchObject({ total: 2_000 });
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  test('runs sandboxes on all addresses, and prints one that leads to them', async () => {
    const args = ['sandbox', '--host', '0.0.0.0', '--butter-port', '0', '--burki-port', '0', '--calls', '1'];
    const program = run([main, ...args], await openFolder());
    const url = await program.says(/Burki sandbox: +(http:\/\/localhost:\d+)/);
    const headers = { authorization: 'Bearer sandbox-burki-key', connection: 'close' };
    const response = await fetch(`${url}/api/v1/calls/?limit=1`, { headers });
    expect(await response.json()).toMatchObject({ total: 1 });
  });

  test('says which option gives sandboxes an address of this machine', async () => {
    expect(await command('sandbox', '--host', '192.0.2.1')).toEqual({
      code: 1,
      out: '',
      err: 'This is no address of this machine: set --host to one that is, such as 0.0.0.0.\n',
    });
  });

  test('says which option moves a sandbox away from a port that is taken', async () => {
    const port = String(await openTakenPort());
    expect(await command('sandbox', '--butter-port', '0', '--burki-port', port)).toEqual({
      code: 1,
      out: '',
      err: `Port ${port} is taken: stop what listens there, or set --burki-port to another one.\n`,
    });
  });
});

describe('with a request in flight', () => {
  /** A gateway that waits for an API, which answers when the test lets it. */
  async function runWaiting() {
    const inbox = new EventEmitter<{ request: [ServerResponse] }>();
    const apiPort = await openServer(createServer((_, response) => void inbox.emit('request', response)));
    const arrived = once(inbox, 'request');
    const program = await runMain({
      PORT: '0',
      BURKI_URL: `http://127.0.0.1:${apiPort}`,
      BURKI_API_KEY: 'key',
      UPSTREAM_TIMEOUT_MS: '9000',
    });
    const answer = ask(await program.says(address), '{ callByDatabaseId(databaseId: 7) { sid } }').then(
      response => response.json(),
      (error: unknown) => error,
    );
    const [response] = await arrived;
    return { program, answer, response };
  }

  test('the first signal lets the request finish', async () => {
    const { program, answer, response } = await runWaiting();
    program.signal('SIGTERM');
    response.end('{"id":7,"call_sid":"CA7"}');
    expect(await answer).toEqual({ data: { callByDatabaseId: { sid: 'CA7' } } });
    expect(await program.ended).toBe(0);
  });

  test('a second signal ends the process at once, even a different one', async () => {
    const { program, answer } = await runWaiting();
    program.signal('SIGINT');
    program.signal('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(await answer).toBeInstanceOf(Error);
  });
});

const fullDisk = '/dev/full';

if (!existsSync(fullDisk)) console.warn(`Skipped: there is no ${fullDisk} here to stand for a full disk.`);

test.skipIf(!existsSync(fullDisk))(
  'a full disk behind stdout loses log lines, but does not stop the gateway',
  async () => {
    const port = await freePort();
    const stdout = openSync(fullDisk, 'w');
    onTestFinished(() => closeSync(stdout));
    const env = { PORT: String(port), WARM_UP: 'off', PATH: process.env['PATH'] };
    const child = spawn(process.execPath, [main], {
      env,
      stdio: ['ignore', stdout, 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    const isAlive = () =>
      fetch(`${url}/health`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(isAlive).toBe(200);
    const body = JSON.stringify({ query: '{ callSources { source } }' });
    const headers = { 'content-type': 'application/json' };
    for (let each = 0; each < 300; each += 1)
      await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).text();
    expect(await isAlive()).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

describe('with a stdout that nobody reads', () => {
  /** Kinds of stdout, each as the end that the gateway writes to; a socket and a pipe fill up. */
  const kinds: Record<string, () => Promise<'pipe' | number>> = {
    socket: async () => 'pipe',
    async file() {
      const fd = openSync(join(await openFolder(), 'stdout'), 'w');
      onTestFinished(() => closeSync(fd));
      return fd;
    },
    async pipe() {
      const path = join(await openFolder(), 'stdout');
      execFileSync('mkfifo', [path]);
      const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
      onTestFinished(() => closeSync(fd));
      return fd;
    },
  };

  /** Answers requests until its stdout must be full: each leaves a line of some 500 bytes, and 200 kB are held at most. */
  async function runUnread(kind: string) {
    const port = await freePort();
    const env = { PORT: String(port), DRAIN_TIMEOUT_MS: '500', WARM_UP: 'off', PATH: process.env['PATH'] };
    const stdout = (await kinds[kind]?.()) ?? 'pipe';
    const child = spawn(process.execPath, [main], {
      env,
      stdio: ['ignore', stdout, 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    const status = () =>
      fetch(`${url}/health`).then(
        answer => answer.status,
        () => 0,
      );
    await expect.poll(status).toBe(200);
    const body = JSON.stringify({ query: `query ${'A'.repeat(60)} { callSources { source } }` });
    const headers = { 'content-type': 'application/json', 'apollographql-client-name': 'a'.repeat(60) };
    for (let each = 0; each < 600; each += 1)
      expect((await fetch(`${url}/graphql`, { method: 'POST', headers, body })).status).toBe(200);
    return child;
  }

  test.each(Object.keys(kinds))('that is a %s, the process ends on SIGTERM', async kind => {
    const child = await runUnread(kind);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.each(Object.keys(kinds))('that is a %s, the process ends on a second signal', async kind => {
    const child = await runUnread(kind);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    // A file takes its lines at once, so that the first signal may have ended it already.
    const code = kind === 'file' ? expect.toBeOneOf([0, 1]) : 1;
    expect(await once(child, 'exit')).toEqual([code, null]);
  });
});
