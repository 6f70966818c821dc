import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { secretNames } from './env-var.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretFiles {
  /** The environment with the secrets that its files hold. */
  readonly variables: Environment;
  /** Names of the secrets that came from files. */
  readonly fromFile: ReadonlySet<string>;
  /** Problems by the name of the variable to change. */
  readonly problems: ReadonlyMap<string, string>;
}

const maxBytes = 5_000_000;

export const fileNameOf = (secret: string): string => `${secret}_FILE`;

/** Reads each secret whose variable ends with `_FILE`, as Docker and Kubernetes mount them. */
export function readSecretFiles(env: Environment): SecretFiles {
  const variables: Record<string, string | undefined> = { ...env };
  const fromFile = new Set<string>();
  const problems = new Map<string, string>();
  for (const name of secretNames()) {
    const fileName = fileNameOf(name);
    const path = env[fileName];
    if (path === undefined) continue;
    const { text = '', but } = readText(path);
    if (env[name] !== undefined)
      problems.set(fileName, `${fileName}: expected either this or ${name}, not both`);
    else if (but !== undefined)
      problems.set(
        fileName,
        `${fileName}: expected the path of a file with the value of ${name}, but it ${but}`,
      );
    else variables[name] = text;
    fromFile.add(name);
  }
  return { variables, fromFile, problems };
}

interface Reading {
  readonly text?: string;
  /** Why there is no text, as the end of a sentence about the file. */
  readonly but?: string;
}

/** Reads a file without its last line break. */
function readText(path: string): Reading {
  try {
    const but = irregularity(path);
    if (but !== null) return { but };
    const bytes = readBytes(path);
    if (bytes === null) return { but: `has more than ${maxBytes} bytes` };
    return textOf(bytes);
  } catch {
    return { but: 'cannot be read' };
  }
}

function textOf(bytes: Buffer): Reading {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
    return text === '' ? { but: 'is empty' } : { text };
  } catch {
    return { but: 'is no UTF-8 text' };
  }
}

/** Why a path leads to no regular file, which is not opened, because a pipe without a writer hangs; null otherwise. */
function irregularity(path: string): string | null {
  const stats = statSync(path);
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'is a folder';
  return stats.isFIFO() ? 'is a pipe, as <(command) makes one' : 'is no regular file';
}

/** Null for a file above the bound, which is read no further, because the size of a file in /proc is 0. */
function readBytes(path: string): Buffer | null {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= maxBytes; ) {
      const chunk = Buffer.alloc(65_536);
      const read = readSync(file, chunk);
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
    return null;
  } finally {
    closeSync(file);
  }
}
