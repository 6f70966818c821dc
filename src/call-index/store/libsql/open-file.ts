import { realpath, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { IndexStorageError } from '../storage-error.ts';
import { type Connection, connect, type Engine } from './connect.ts';
import { type RunNative, runDirectly } from './native-gate.ts';
import { codeOf, createPrivately, removeFile, suffixes, unavailable } from './private-file.ts';
import { replaceFile } from './replace-file.ts';

export interface FileOptions {
  readonly engine: Engine;
  /** Path of the file, in a folder that exists. */
  readonly path: string;
  /** Fingerprint of the key by which numbers are masked; null, the default, to store them. */
  readonly maskedBy?: string | null;
  /** Runs calls of the engine; directly by default. */
  readonly runNative?: RunNative;
  readonly now: () => number;
  /** Called with a sentence for operators when a file is set aside or replaced. */
  readonly onNotice: (message: string) => void;
}

/**
 * Opens the file, which only its owner may read. A damaged or foreign file is set aside, because the index is a copy. One with
 * numbers that are masked otherwise is deleted.
 */
export async function openFile(given: FileOptions, isDamaged: boolean): Promise<Connection> {
  // Follows a link, because a file that is renamed or deleted has to be the one with the calls.
  const options = { ...given, path: await realpath(given.path).catch(() => given.path) };
  const { maskedBy = null } = options;
  if (isDamaged) await setAside(options, 'The file of the index is damaged.');
  const connection = await connectToFile(options).catch(async error => {
    if (!(error instanceof IndexStorageError)) throw error;
    await makeRoom(error, options);
    return connectToFile(options);
  });
  return connection.maskedBy === maskedBy ? connection : replaceFile(options, connection);
}

async function connectToFile(options: FileOptions): Promise<Connection> {
  const { engine, path, maskedBy = null, runNative = runDirectly } = options;
  await createPrivately(path);
  return runNative(() => connect(engine, path, maskedBy));
}

/** Gets a file out of the way that cannot be used. A masked index keeps none of an earlier version, which may hold numbers. */
async function makeRoom(failure: IndexStorageError, options: FileOptions): Promise<void> {
  const { path, maskedBy = null, onNotice } = options;
  if (failure.kind !== 'DAMAGED' && failure.kind !== 'OUTDATED') throw failure;
  if (failure.kind === 'DAMAGED' || maskedBy === null) return setAside(options, failure.message);
  await removeFile(path);
  onNotice(`${failure.message} It may hold numbers, so it was deleted, and the index is built anew.`);
}

async function setAside({ path, now, onNotice }: FileOptions, reason: string): Promise<void> {
  const target = `${path}.broken-${new Date(now()).toISOString().replaceAll(':', '-')}`;
  for (const suffix of suffixes) await renameIfPresent(`${path}${suffix}`, `${target}${suffix}`);
  onNotice(`${reason} It was renamed to ${basename(target)}, and the index is built anew.`);
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unavailable(error);
  }
}
