import { chmod, open, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { IndexStorageError } from '../storage-error.ts';
import { type Connection, connect, type Engine } from './connect.ts';

export interface FileOptions {
  readonly engine: Engine;
  /** Path of the file, in a folder that exists. */
  readonly path: string;
  readonly now: () => number;
  /** Called with a sentence for operators when a file is set aside. */
  readonly onNotice: (message: string) => void;
}

/** Opens the file, which only its owner may read. A damaged or foreign file is set aside, because the index is a copy. */
export async function openFile(options: FileOptions, isDamaged: boolean): Promise<Connection> {
  const { engine, path } = options;
  if (isDamaged) await setAside(options, 'The file of the index is damaged.');
  await createPrivately(path);
  try {
    return connect(engine, path);
  } catch (error) {
    if (!(error instanceof IndexStorageError && error.kind === 'DAMAGED')) throw error;
    await setAside(options, error.message);
    await createPrivately(path);
    return connect(engine, path);
  }
}

/** Sees to the mode of the file, from which the engine takes that of its log. */
async function createPrivately(path: string): Promise<void> {
  try {
    const file = await open(path, 'a', ownerOnly);
    await file.close();
    await chmod(path, ownerOnly);
  } catch (error) {
    throw unavailable(error);
  }
}

const ownerOnly = 0o600;

async function setAside({ path, now, onNotice }: FileOptions, reason: string): Promise<void> {
  const target = `${path}.broken-${new Date(now()).toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-journal'])
    await renameIfPresent(`${path}${suffix}`, `${target}${suffix}`);
  onNotice(`${reason} It was renamed to ${basename(target)}, and the index is built anew.`);
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unavailable(error);
  }
}

function unavailable(error: unknown): IndexStorageError {
  const code = codeOf(error);
  const message =
    code === 'ENOENT'
      ? 'The folder of the index does not exist.'
      : `The file of the index cannot be opened (${code}).`;
  return new IndexStorageError('UNAVAILABLE', message, { cause: error });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
