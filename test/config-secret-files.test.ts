import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretNames } from '../src/config/env-var.ts';
import { readText } from './docs/pages.ts';
import { openFolder, runMain } from './run-main.ts';
import { configOf, problemsOf } from './settings.ts';

const values: Readonly<Record<string, string>> = {
  BUTTER_API_KEY: 'hush-hush-butter',
  BURKI_API_KEY: 'hush-hush-burki',
  API_KEYS: 'web:hush-hush-hush-hush',
  REDIS_URL: 'rediss://:hush-hush@redis.example:6379',
  INDEX_URL: 'postgres://me:hush-hush@database.example:5432/calls',
  INDEX_NUMBERS_KEY: 'hush-hush-hush-hush-hush-hush-hush',
  HTTP_PROXY: 'http://me:hush-hush@proxy.example:3128',
  HTTPS_PROXY: 'http://me:hush-hush@proxy.example:3128',
};

async function fileOf(text: string | Uint8Array): Promise<string> {
  const path = join(await openFolder(), 'secret');
  await writeFile(path, text);
  return path;
}

test('each secret is known, and stands on the page of the settings', () => {
  expect(secretNames().sort()).toEqual(Object.keys(values).sort());
  const page = readText('docs/configuration.md');
  for (const name of secretNames()) expect(page).toContain(`\`${name}_FILE\``);
});

test.each(Object.entries(values))('%s may be in a file', async (name, value) => {
  const others = {
    SANDBOX: 'butter,burki',
    ...(name === 'INDEX_NUMBERS_KEY' && { INDEX_NUMBERS: 'masked' }),
  };
  const expected = configOf({ ...others, [name]: value });
  for (const text of [value, `${value}\n`, `${value}\r\n`])
    expect(configOf({ ...others, [`${name}_FILE`]: await fileOf(text) })).toEqual(expected);
});

const expectedFile = (name: string, but: string) =>
  `${name}_FILE: expected the path of a file with the value of ${name}, but it ${but}`;

/** A pipe that nobody writes to, as process substitution leaves one behind. */
async function pipeWithoutWriter(): Promise<string> {
  const path = join(await openFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test.each(Object.entries(values))(
  'a problem with the file of %s names the variable alone',
  async (name, value) => {
    const file = `${name}_FILE`;
    const folder = await openFolder();
    const unusable = [
      [folder, 'is a folder'],
      [join(folder, 'absent'), 'cannot be read'],
      ['a\0b', 'cannot be read'],
      ['/dev/zero', 'is no regular file'],
      [await pipeWithoutWriter(), 'is a pipe, as <(command) makes one'],
      [await fileOf(''), 'is empty'],
      [await fileOf('\n'), 'is empty'],
      [await fileOf(new Uint8Array([0xff, 0xfe])), 'is no UTF-8 text'],
      [await fileOf('k'.repeat(5_000_001)), 'has more than 5000000 bytes'],
    ] as const;
    for (const [path, but] of unusable)
      expect(problemsOf({ [file]: path })).toContain(expectedFile(name, but));
    expect(problemsOf({ [file]: await fileOf(value), [name]: value })).toEqual([
      `${file}: expected either this or ${name}, not both`,
    ]);
    const [problem = '', ...others] = problemsOf({ [file]: await fileOf('\0') });
    expect([problem, ...others]).toEqual([
      expect.stringMatching(`^${file}: expected the path of a file with `),
    ]);
    expect(problem).not.toContain('hush');
  },
);

test('a secret is read through symbolic links, as Kubernetes mounts it', async () => {
  const mount = await openFolder();
  await mkdir(join(mount, '..2026_08_01'));
  await writeFile(join(mount, '..2026_08_01', 'key'), 'hush-hush-butter');
  await symlink('..2026_08_01', join(mount, '..data'));
  await symlink(join('..data', 'key'), join(mount, 'key'));
  expect(configOf({ BUTTER_API_KEY_FILE: join(mount, 'key') })).toEqual(
    configOf({ BUTTER_API_KEY: 'hush-hush-butter' }),
  );
});

test('a process whose secret is a pipe without a writer ends at once, and says why', async () => {
  const { ended, printed } = await runMain({ PORT: '0', BUTTER_API_KEY_FILE: await pipeWithoutWriter() });
  expect(await ended).toBe(1);
  expect(printed.err).toContain(expectedFile('BUTTER_API_KEY', 'is a pipe, as <(command) makes one'));
});

test('the content of any file means what the variable means, and is in no problem', async () => {
  const path = await fileOf('');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...secretNames()), fc.string({ minLength: 1 }), async (name, text) => {
      await writeFile(path, `${text}\n`);
      const problems = problemsOf({ [`${name}_FILE`]: path });
      const ofVariable = problemsOf({ [name]: text });
      expect(
        problems.map(each => each.replace(/^(\w+)_FILE: expected the path of a file with /, '$1: expected ')),
      ).toEqual(ofVariable);
      if (problems.length === 0)
        expect(configOf({ [`${name}_FILE`]: path })).toEqual(configOf({ [name]: text }));
    }),
  );
});

test('a process that reads its keys from files prints none of them', async () => {
  const env = {
    BUTTER_URL: 'http://127.0.0.1:9',
    BUTTER_API_KEY_FILE: await fileOf('hush-hush-butter\n'),
    API_KEYS_FILE: await fileOf('web:hush-hush-hush-hush\n'),
  };
  const { says, printed } = await runMain({ ...env, PORT: '0', LOG_LEVEL: 'debug' });
  const url = await says(/the graph at (\S+)"/);
  const ask = (key: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: '{"query":"{ callBySid(sid: \\"call_1\\") { status } }"}',
    });
  expect((await ask('hush-hush-hush-hush')).status).toBe(200);
  expect((await ask('another-key')).status).toBe(401);
  await says(/upstream failure/);
  expect(printed.out + printed.err).not.toContain('hush');
});
