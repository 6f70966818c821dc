import { IndexStorageError } from '../storage-error.ts';

/** Translates a failure of the engine. Errors that only wrong SQL causes are returned as they are. */
export function storageErrorOf(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return new IndexStorageError('DAMAGED', `The file of the index is damaged (${code}).`, { cause: error });
  return new IndexStorageError('UNAVAILABLE', sentenceOf(code), { cause: error });
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (/^ConnectionFailed\b/.test(error.message)) return 'SQLITE_CANTOPEN';
  const code = 'code' in error ? error.code : null;
  return typeof code === 'string' && code.startsWith('SQLITE_') && !code.startsWith('SQLITE_CONSTRAINT')
    ? code
    : null;
}

function sentenceOf(code: string): string {
  if (code === 'SQLITE_FULL') return 'The disk of the index is full.';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'Another process uses the file of the index.';
  return `The file of the index cannot be read or written (${code}).`;
}
