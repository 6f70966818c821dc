import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locate } from '../docs/pages.ts';
import { openFolder } from '../run-main.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const tools = ['bash', 'env', 'dirname', 'sed', 'rm', 'cut', 'sha256sum'];

/** A project in which the script finds no other commands than its tools and the stand-ins, by their shell code. */
async function openProject(standIns: Readonly<Record<string, string>>) {
  const folder = await openFolder();
  const bin = join(folder, 'bin');
  for (const name of ['bin', 'release']) await mkdir(join(folder, name));
  for (const name of ['Dockerfile', 'release/pin-base-image.sh'])
    await copyFile(locate(name), join(folder, name));
  for (const name of tools)
    await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  for (const [name, code] of Object.entries(standIns))
    await writeFile(join(bin, name), `#!/usr/bin/env bash\n${code}\n`, { mode: 0o755 });
  const dockerfile = () => readFile(join(folder, 'Dockerfile'), 'utf8');
  const pin = () =>
    execFileSync(join(folder, 'release/pin-base-image.sh'), {
      env: { PATH: bin },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  return { dockerfile, pin };
}

const inspects = `[[ $* != 'buildx version' ]] || exit 0
[[ $* == 'buildx imagetools inspect --format {{.Manifest.Digest}} node:24-slim' ]] || exit 1`;

test('the base image is pinned to the digest that docker finds, and pinned anew', async () => {
  const { pin, dockerfile } = await openProject({ docker: `${inspects}\necho ${digest}` });
  const before = await dockerfile();
  for (const _ of ['first', 'again']) {
    expect(pin()).toBe(`node:24-slim@${digest}\n`);
    expect(await dockerfile()).toBe(before.replace('node:24-slim', `node:24-slim@${digest}`));
  }
});

test('without buildx its digest is that of the bytes that skopeo finds', async () => {
  const skopeo = `[[ $* == 'inspect --raw docker://docker.io/library/node:24-slim' ]] && echo -n manifest`;
  const { pin } = await openProject({ docker: 'exit 1', skopeo });
  const expected = createHash('sha256').update('manifest').digest('hex');
  expect(pin()).toBe(`node:24-slim@sha256:${expected}\n`);
});

test.each([
  ['no tool', {}, 'Neither docker buildx nor skopeo'],
  ['a registry that answers something else', { docker: `${inspects}\necho latest` }, 'gave no digest'],
  ['a registry out of reach', { docker: `${inspects}\necho unreachable >&2; exit 1` }, 'unreachable'],
])('with %s the Dockerfile stays as it is', async (_, standIns, message) => {
  const { pin, dockerfile } = await openProject(standIns);
  const before = await dockerfile();
  expect(pin).toThrow(message);
  expect(await dockerfile()).toBe(before);
});
