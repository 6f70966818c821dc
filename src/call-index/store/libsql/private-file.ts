import { chmod, open, rm } from 'node:fs/promises';
import { IndexStorageError } from '../storage-error.ts';

const ownerOnly = 0o600;

/** Ends of the names of a file and of its logs. */
export const suffixes = ['', '-wal', '-journal'] as const;

/** Sees to the mode of a file, from which the engine takes that of its log. */
export async function createPrivately(path: string): Promise<void> {
  try {
    const file = await open(path, 'a', ownerOnly);
    await file.close();
    await chmod(path, ownerOnly);
  } catch (error) {
    throw unavailable(error);
  }
}

/** Removes a file and its logs, as far as they exist. */
export async function removeFile(path: string): Promise<void> {
  try {
    for (const suffix of suffixes) await rm(`${path}${suffix}`, { force: true });
  } catch (error) {
    throw unavailable(error);
  }
}

export function unavailable(error: unknown): IndexStorageError {
  const code = codeOf(error);
  const message =
    code === 'ENOENT'
      ? 'The folder of the index does not exist.'
      : `The file of the index cannot be opened (${code}).`;
  return new IndexStorageError('UNAVAILABLE', message, { cause: error });
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
