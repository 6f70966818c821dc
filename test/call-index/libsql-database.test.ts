import { readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLibsqlDatabase } from '../../src/call-index/store/libsql/libsql-database.ts';
import { queries } from '../../src/call-index/store/libsql/statements.ts';
import { encodeRow } from '../../src/call-index/store/row-codec.ts';
import type { RowDatabase } from '../../src/call-index/store/row-database.ts';
import { callOf } from '../domain/call-of.ts';
import { testRowDatabase } from './row-database-contract.ts';
import { scratchFolder } from './scratch-folder.ts';

const folders = new Map<string, string>();

/** Opens a database, in the same file for each time within a test. */
async function open(): Promise<RowDatabase> {
  const name = expect.getState().currentTestName ?? '';
  const folder = folders.get(name) ?? scratchFolder();
  folders.set(name, folder);
  return openIn(folder).open();
}

function openIn(folder: string) {
  const notices: string[] = [];
  const path = join(folder, 'index.db');
  const options = {
    path,
    now: () => Date.UTC(2026, 2, 9, 10),
    onNotice: (notice: string) => notices.push(notice),
  };
  return {
    notices,
    path,
    files: () => readdirSync(folder).sort(),
    async open(isDamaged = false): Promise<RowDatabase> {
      const database = await openLibsqlDatabase(options, isDamaged);
      onTestFinished(() => database.close().catch(() => undefined));
      return database;
    },
  };
}

const rowOf = (key: string, endReason = '') => ({
  values: encodeRow(callOf({ databaseId: key, endReason })),
  seenWalk: 0,
  changedAt: 0,
});

describe('the rows', () => testRowDatabase(open));

test('a sid is found by an index, and not by a scan of all rows', async () => {
  const { path, open } = openIn(scratchFolder());
  await (await open()).close();
  const db = new Database(path);
  onTestFinished(() => void db.close());
  const plan = db.prepare(`explain query plan ${queries.findKeysBySid}`).all(1, 'CA1') as {
    detail: string;
  }[];
  expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH call USING INDEX call_sid (<expr>=?)']);
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('only the owner may read the file and its log, whatever mode an existing file has', async () => {
  const { path, open, files } = openIn(scratchFolder());
  writeFileSync(path, '', { mode: 0o644 });
  const database = await open();
  await database.openAccount('BURKI', 'ours');
  expect(files()).toEqual(['index.db', 'index.db-wal']);
  expect([modeOf(path), modeOf(`${path}-wal`)]).toEqual(['600', '600']);
  await database.close();
  expect(files()).toEqual(['index.db']);
});

const aside = 'index.db.broken-2026-03-09T10-00-00.000Z';

/** Writes a database in our format, with a thousand rows. */
async function writeIndex(folder: string): Promise<Buffer> {
  const { path, open } = openIn(folder);
  const database = await open();
  const { id } = await database.openAccount('BURKI', 'ours');
  await database.write({ account: id, inserts: Array.from({ length: 1_000 }, (_, key) => rowOf(`${key}`)) });
  await database.close();
  return readFileSync(path);
}

function changed(bytes: Buffer, change: (bytes: Buffer) => void): Buffer {
  change(bytes);
  return bytes;
}

function sqliteFile(sql: string): Buffer {
  const path = join(scratchFolder(), 'other.db');
  const db = new Database(path);
  db.exec(sql);
  db.close();
  return readFileSync(path);
}

test.each<[string, (folder: string) => Promise<Buffer> | Buffer, RegExp]>([
  ['of text', () => Buffer.from('no database'.repeat(500)), /damaged \(SQLITE_NOTADB\)/],
  ['cut off', async folder => (await writeIndex(folder)).subarray(0, 8_000), /damaged \(SQLITE_CORRUPT\)/],
  [
    'of another program',
    () => sqliteFile('create table call (id integer primary key)'),
    /is of another program/,
  ],
  [
    'of another version',
    async folder => changed(await writeIndex(folder), bytes => bytes.writeUInt32BE(99, 60)),
    /the format of another version/,
  ],
])('a file %s is set aside with a notice, and a new one begun', async (_, bytesIn, reason) => {
  const bytes = await bytesIn(scratchFolder());
  const { path, files, open, notices } = openIn(scratchFolder());
  writeFileSync(path, bytes);
  const database = await open();
  expect(await database.openAccount('BURKI', 'ours')).toMatchObject({ id: 1, state: null });
  expect(files()).toEqual(['index.db', aside, 'index.db-wal'].sort());
  expect(readFileSync(join(path, '..', aside))).toEqual(bytes);
  expect(notices).toEqual([expect.stringMatching(reason)]);
  expect(notices[0]).toContain(aside);
  expect(modeOf(path)).toBe('600');
});

test('damage that shows while rows are read is told apart from other failures, and the file can be set aside', async () => {
  const folder = scratchFolder();
  const bytes = await writeIndex(folder);
  const { path, open, files, notices } = openIn(folder);
  writeFileSync(
    path,
    changed(bytes, damaged => damaged.fill(0xaa, damaged.length / 2, damaged.length - 4_096)),
  );
  const database = await open();
  const read = async () => database.loadRows((await database.openAccount('BURKI', 'ours')).id, 0, 1_000);
  await expect(read()).rejects.toMatchObject({ kind: 'DAMAGED' });
  await database.close();
  expect(notices).toEqual([]);
  const rebuilt = await open(true);
  expect(await rebuilt.loadRows((await rebuilt.openAccount('BURKI', 'ours')).id, 0, 9)).toEqual([]);
  expect(files()).toContain(aside);
  expect(notices.length).toBe(1);
});

test.each([
  ['with numbers', writeIndex],
  [
    'of another version',
    async (folder: string) => changed(await writeIndex(folder), bytes => bytes.writeUInt32BE(99, 60)),
  ],
])(
  'a file %s that a link leads to is deleted before numbers are masked, and not only the link',
  async (_, bytesIn) => {
    const disk = scratchFolder();
    const bytes = await bytesIn(disk);
    const { path } = openIn(scratchFolder());
    const target = join(disk, 'calls.db');
    writeFileSync(target, bytes);
    symlinkSync(target, path);
    const options = { path, maskedBy: 'a-key', now: () => 0, onNotice: () => undefined };
    const database = await openLibsqlDatabase(options);
    await database.close();
    expect(readlinkSync(path)).toBe(target);
    expect(readFileSync(target).length).toBeLessThan(bytes.length);
    expect(readdirSync(disk).sort()).toEqual(['calls.db', 'index.db']);
  },
);

test('a folder that does not exist is named as the reason', async () => {
  await expect(openIn(join(scratchFolder(), 'missing')).open()).rejects.toMatchObject({
    kind: 'UNAVAILABLE',
    message: 'The folder of the index does not exist.',
  });
});

test('a path that is a folder is no file of an index', async () => {
  const path = scratchFolder();
  const options = { path, now: () => 0, onNotice: () => undefined };
  await expect(openLibsqlDatabase(options)).rejects.toMatchObject({ kind: 'UNAVAILABLE' });
});

test('a platform without the engine is told which package it lacks', async () => {
  const importEngine = () => import(String('@libsql/plan9-pdp11'));
  const options = { path: '', now: () => 0, onNotice: () => undefined, importEngine };
  await expect(openLibsqlDatabase(options)).rejects.toMatchObject({
    kind: 'ENGINE_MISSING',
    message: expect.stringContaining('@libsql/plan9-pdp11'),
  });
});

test('neither the file nor its log holds the text of a call that was erased', async () => {
  const { path, open } = openIn(scratchFolder());
  const database = await open();
  const { id: account } = await database.openAccount('BURKI', 'ours');
  const [id = 0] = await database.write({ account, inserts: [rowOf('1', 'a-secret-reason'), rowOf('2')] });
  const written = () => readFileSync(path, 'latin1') + readFileSync(`${path}-wal`, 'latin1');
  expect(written()).toContain('a-secret-reason');
  await database.write({ account, removedIds: [id], erasedHash: 'hash' });
  expect(written()).not.toContain('a-secret-reason');
});

test('rows that are removed give their space back to the disk', async () => {
  const { path, open } = openIn(scratchFolder());
  const database = await open();
  const { id: account } = await database.openAccount('BURKI', 'ours');
  const rows = Array.from({ length: 2_000 }, (_, key) => rowOf(`${key}`, 'reason '.repeat(20)));
  const ids = await database.write({ account, inserts: rows });
  for (let from = 0; from < ids.length; from += 100)
    await database.write({ account, removedIds: ids.slice(from, from + 100) });
  await database.close();
  expect(statSync(path).size).toBeLessThan(200_000);
});
