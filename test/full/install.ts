import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Installs the packages of a folder that holds what is too heavy for the project's own install; loads them. */
export function installed(folder: URL): NodeJS.Require {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: fileURLToPath(folder), stdio: 'pipe' });
  return createRequire(new URL('package.json', folder));
}
