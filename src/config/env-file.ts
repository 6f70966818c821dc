import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Variables of `.env` in the working directory; none if there is no such file. */
export const readEnvFile = (): Readonly<Record<string, string | undefined>> => parseEnv(readText());

/** Text of `.env` without a byte order mark; empty if there is no such file. */
function readText(): string {
  try {
    const text = readFileSync('.env', 'utf8').replace(/^\uFEFF/, '');
    // UTF-16, which Windows PowerShell writes, would otherwise pass for a file without settings.
    if (!text.includes('\0')) return text;
    throw new Error('it is no UTF-8 text.');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new Error(
      `The file .env cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
