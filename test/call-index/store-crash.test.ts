import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nativeKeyOf } from '../../src/domain/call.ts';
import { compiled, run } from '../run-main.ts';
import { callsAfter } from './counted-pages.ts';
import { createStore, libsqlIn, openStore } from './open-store.ts';
import { scratchFolder } from './scratch-folder.ts';

const writePages = compiled('test/call-index/write-pages.ts');

/** Tells which write is the last in a folder, after a check that just the writes up to it are there. */
async function lastWriteIn(folder: string): Promise<number> {
  const { store, rows, calls } = createStore(libsqlIn(folder));
  const { state, callCount } = await store.openAccount('BURKI', 'ours');
  const last = state.asOf ?? -1;
  const found = await calls.callsAt(Array.from({ length: rows.columns.rowCount }, (_, row) => row));
  const expected = callsAfter(last);
  expect(callCount).toBe(expected.size);
  expect(
    new Map(found.flatMap(read => (read ? [[nativeKeyOf(read.call), read.call] as const] : []))),
  ).toEqual(expected);
  await store.close();
  return last;
}

test('a process that is killed at any moment leaves all of some writes, at least those that it told of', async () => {
  const folder = scratchFolder();
  for (const count of [1, 40, 7, 100, 23]) {
    const program = run([writePages, folder], folder);
    const told = () => program.printed.out.match(/\d+\n/g) ?? [];
    await expect.poll(() => told().length, { interval: 1 }).toBeGreaterThanOrEqual(count);
    program.signal('SIGKILL');
    expect(await program.ended).toBe('SIGKILL');
    expect(await lastWriteIn(folder)).toBeGreaterThanOrEqual(Number(told().at(-1)));
  }
  expect(readdirSync(folder)).toEqual(['index.db']);
});

test('a file that another process uses is refused, until that process ends', async () => {
  const folder = scratchFolder();
  const program = run([writePages, folder], folder);
  await program.says(/\n/);
  const { store } = openStore(libsqlIn(folder));
  await expect(store.openAccount('BURKI', 'ours')).rejects.toMatchObject({
    kind: 'UNAVAILABLE',
    message: 'Another process uses the file of the index.',
  });
  program.signal('SIGKILL');
  await program.ended;
  expect((await store.openAccount('BURKI', 'ours')).callCount).toBeGreaterThan(0);
});

test('a write for which there is no space fails as a whole, and says so', async () => {
  const folder = scratchFolder();
  const limited = ['-c', 'ulimit -f 400; exec "$@"', 'bash', process.execPath, writePages, folder];
  const failure = await promisify(execFile)('bash', limited).catch(error => error);
  expect(failure.stderr).toContain("kind: 'UNAVAILABLE'");
  expect(failure.stderr).toMatch(/The file of the index cannot be read or written \(SQLITE_\w+\)/);
  expect(await lastWriteIn(folder)).toBeGreaterThan(10);
});
