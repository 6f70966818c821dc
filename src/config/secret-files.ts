import { closeSync, openSync, readSync } from 'node:fs';
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
    const text = readText(path);
    if (env[name] !== undefined)
      problems.set(fileName, `${fileName}: expected either this or ${name}, not both`);
    else if (!text)
      problems.set(fileName, `${fileName}: expected the path of a file with the value of ${name}`);
    else variables[name] = text;
    fromFile.add(name);
  }
  return { variables, fromFile, problems };
}

/** Reads a file without its last line break; null if it cannot be read or is too large, such as a device. */
function readText(path: string): string | null {
  try {
    const bytes = readBytes(path);
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    return null;
  }
}

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
