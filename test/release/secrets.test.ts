import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { blocks, locate } from '../docs/pages.ts';
import { openFolder } from '../run-main.ts';

const commands = ['docs/deploying.md', 'docs/operating.md'].flatMap(page => blocks(page, 'sh')).join('');

/** Files of settings that these commands make in a checkout, and one beside its example. */
const secrets = [
  ...new Set([
    ...[...commands.matchAll(/(?<![\w./-])\w[\w./-]*\.env\b/g)]
      .map(([path]) => path)
      .filter(path => !path.includes('example')),
    'deploy/kubernetes/secret.env',
  ]),
];

/** A folder with what git and npm read of the project, and all files of settings. */
async function openCheckout(): Promise<string> {
  const folder = await openFolder();
  for (const name of ['package.json', '.gitignore', 'deploy'])
    await cp(locate(name), join(folder, name), { recursive: true });
  for (const path of secrets) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), 'API_KEYS=web:secret\n');
  }
  return folder;
}

test('the pages make files of settings', () => {
  expect(secrets).toEqual(['deploy/.env', 'secret.env', 'settings.env', 'deploy/kubernetes/secret.env']);
});

test('git adds the example of the files of settings alone', async () => {
  const cwd = await openCheckout();
  execFileSync('git', ['init', '--quiet'], { cwd });
  execFileSync('git', ['add', '.'], { cwd });
  const added = execFileSync('git', ['ls-files', '*.env'], { cwd, encoding: 'utf8' });
  expect(added.split('\n').filter(Boolean)).toEqual(['deploy/kubernetes/secret.example.env']);
});

test('npm packs the example of the files of settings alone', async () => {
  const cwd = await openCheckout();
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd,
    encoding: 'utf8',
  });
  const paths: string[] = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
  expect(paths).toContain('deploy/compose.yaml');
  expect(paths.filter(path => path.endsWith('.env'))).toEqual(['deploy/kubernetes/secret.example.env']);
});
