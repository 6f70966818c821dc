import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** From `src/` on. */
  readonly name: string;
  readonly text: string;
  /** The text without its comments. */
  readonly code: string;
  /** What it imports: files of ours from `src/` on, packages by name. */
  readonly imports: readonly string[];
}

const root = fileURLToPath(new URL('../src/', import.meta.url));
const importing = /(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g;
const comments = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$/gm;

function readSource(name: string): SourceFile {
  const text = readFileSync(root + name, 'utf8');
  const code = text.replace(comments, '');
  const imports = [...code.matchAll(importing)].map(([, target = '']) =>
    target.startsWith('.') ? posix.join(posix.dirname(name), target) : target,
  );
  return { name, text, code, imports };
}

/** Every file of `src/` that a person wrote. */
export const sourceFiles: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => name.endsWith('.ts') && !name.startsWith('graphql/generated/'))
  .map(readSource);
