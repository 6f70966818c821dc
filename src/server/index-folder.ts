import { access, constants, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../config/index.ts';
import type { IndexSettings, OnProcessExit } from '../domain/index-settings.ts';

/** The processes of this machine. */
export interface ProcessTable {
  /** Id of this process. */
  readonly pid: number;
  isRunning(pid: number): boolean;
  /** Absent in a process that does not exit before everything is closed. */
  readonly onExit?: OnProcessExit;
}

interface TemporaryFile {
  readonly path: string;
  /** Removes what was created for it. */
  close(): Promise<void>;
}

const prefix = 'switchboard-index-';
const fileName = 'calls.db';

/** Folders that this process has created, and not removed yet. */
const open = new Set<string>();

/** Settings of the index with its place; a temporary file is removed by `closers`. Null without an index. */
export async function indexFor(
  { index }: Pick<Config, 'index'>,
  processes: ProcessTable,
  closers: (() => unknown)[],
): Promise<IndexSettings | null> {
  if (index === null || 'url' in index) return index;
  const onProcessExit = processes.onExit;
  if (index.path !== null) {
    await checkIndexPath(index.path);
    return { ...index, path: index.path, onProcessExit };
  }
  const { path, close } = await createIndexFile(processes);
  closers.push(close);
  return { ...index, path, onProcessExit };
}

/** Sees that a file can be kept at a configured path. */
export async function checkIndexPath(path: string): Promise<void> {
  const problem = await problemWithPath(path);
  if (problem !== null) throw new Error(`INDEX_PATH: ${problem}.`);
}

/** Why no file can be kept at a path, as a clause; null if one can. */
export async function problemWithPath(path: string): Promise<string | null> {
  const folder = dirname(path);
  if (!(await isFolder(folder))) return 'the folder of this path does not exist';
  if (await isFolder(path)) return 'expected the path of a file, and this is a folder';
  // The engine writes a log beside the file.
  if (!(await isAllowed(folder, constants.W_OK | constants.X_OK)))
    return 'this process may not write to the folder of this path';
  if ((await isAllowed(path, constants.F_OK)) && !(await isAllowed(path, constants.R_OK | constants.W_OK)))
    return 'this process may not read and write the file of this path';
  return null;
}

/** Why no temporary file can be kept, as a clause; null if one can. */
export async function problemWithTemporaryFolder(folder = tmpdir()): Promise<string | null> {
  if (await isAllowed(folder, constants.W_OK | constants.X_OK)) return null;
  return `this process may not write to ${folder}, the folder of temporary files`;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  );

const isAllowed = (path: string, mode: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );

/** Creates a temporary folder, which only this user may read, and removes those of processes that were killed. */
export async function createIndexFile(processes: ProcessTable, parent = tmpdir()): Promise<TemporaryFile> {
  const problem = await problemWithTemporaryFolder(parent);
  if (problem !== null)
    throw new Error(
      `INDEX_PATH: expected the path of a file, because ${problem}. A read-only root needs a tmpfs there.`,
    );
  await removeLeftovers(processes, parent);
  const folder = await mkdtemp(join(parent, `${prefix}${processes.pid}-`));
  open.add(folder);
  return {
    path: join(folder, fileName),
    async close() {
      open.delete(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function removeLeftovers({ pid, isRunning }: ProcessTable, parent: string): Promise<void> {
  for (const entry of await readdir(parent, { withFileTypes: true })) {
    const [, owner] = /^switchboard-index-(\d{1,10})-\w+$/.exec(entry.name) ?? [];
    const folder = join(parent, entry.name);
    if (owner === undefined || !entry.isDirectory() || open.has(folder)) continue;
    // The id of this process is that of a killed one too, after a restart in a container.
    if (Number(owner) !== pid && isRunning(Number(owner))) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}
