import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkIndexPath, createIndexFile } from '../../src/server/index-folder.ts';
import { openFolder } from '../run-main.ts';

const processes = (pid: number, running: readonly number[] = []) => ({
  pid,
  isRunning: (id: number) => running.includes(id),
});

test('a temporary index is for its user alone, and is removed with its folder', async () => {
  const parent = await openFolder();
  const { path, close } = await createIndexFile(processes(42), parent);
  const [folder = ''] = await readdir(parent);
  expect(path.startsWith(join(parent, folder))).toBe(true);
  expect((await stat(join(parent, folder))).mode & 0o777).toBe(0o700);
  await writeFile(path, 'calls');
  await close();
  expect(await readdir(parent)).toEqual([]);
});

test('the folders of processes that were killed are removed, and no other', async () => {
  const parent = await openFolder();
  const others = ['switchboard-index-7-AbC123', 'switchboard-index-x-AbC123', 'else'];
  for (const name of [...others, 'switchboard-index-8-AbC123', 'switchboard-index-42-AbC123']) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'calls.db'), 'calls');
  }
  await writeFile(join(parent, 'switchboard-index-9-AbC123'), 'a file');
  const first = await createIndexFile(processes(42, [7]), parent);
  const second = await createIndexFile(processes(42, [7]), parent);
  expect(first.path).not.toBe(second.path);
  await first.close();
  await second.close();
  expect((await readdir(parent)).sort()).toEqual([...others, 'switchboard-index-9-AbC123'].sort());
});

test('a temporary folder that cannot be written stops the start with what to do', async () => {
  const missing = join(await openFolder(), 'missing');
  await expect(createIndexFile(processes(42), missing)).rejects.toThrow(
    `INDEX_PATH: expected the path of a file, because this process may not write to ${missing}, ` +
      'the folder of temporary files. A read-only root needs a tmpfs there.',
  );
});

test('a path is in a folder that exists, and is none', async () => {
  const parent = await openFolder();
  await checkIndexPath(join(parent, 'calls.db'));
  await expect(checkIndexPath(join(parent, 'missing', 'calls.db'))).rejects.toThrow(
    /^INDEX_PATH: the folder/,
  );
  await expect(checkIndexPath(parent)).rejects.toThrow(/^INDEX_PATH: expected the path of a file/);
});
