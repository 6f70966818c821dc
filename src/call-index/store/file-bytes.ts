import { stat } from 'node:fs/promises';

/** Bytes of the file of the index and of its log; null if there is no file. */
export async function fileBytes(path: string): Promise<number | null> {
  const [file, log] = await Promise.all([sizeOf(path), sizeOf(`${path}-wal`)]);
  return file === null ? null : file + (log ?? 0);
}

const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  );
