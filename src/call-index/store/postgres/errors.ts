import { IndexStorageError } from '../storage-error.ts';

/** Translates a failure of the server or the connection. The message of the driver may hold values of rows, so it is left out. */
export function storageErrorOf(error: unknown): unknown {
  if (error instanceof IndexStorageError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return new IndexStorageError('UNAVAILABLE', code === null ? unreachable : sentenceOf(code), {
    cause: error,
  });
}

const unreachable = 'The database of the index cannot be reached, or does not answer.';

const unreached = 'The database of the index cannot be reached';

/** Sentences by the beginning of an SQLSTATE. */
const sentences: readonly (readonly [start: string, sentence: string])[] = [
  ['28', 'The database of the index refuses the user or the password'],
  ['3D000', 'The database of the index does not exist'],
  ['42501', 'The user of the index may not do this in its database'],
  ['25006', 'The database of the index accepts no writes'],
  ['53100', 'The disk of the index is full'],
  ['53300', 'The database of the index accepts no further connection'],
  ['57014', 'The database of the index takes too long'],
  ['57P', 'The database of the index is stopping or starting'],
  ['08', unreached],
  ['E', unreached],
];

/** Codes that are longer than an SQLSTATE are those of Node, such as for a certificate. */
function sentenceOf(code: string): string {
  const otherwise = code.length > 5 ? unreached : 'The database of the index cannot be read or written';
  const [, sentence = otherwise] = sentences.find(([start]) => code.startsWith(start)) ?? [];
  return `${sentence} (${code}).`;
}
