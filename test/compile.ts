import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Programs of tests, which import the source. */
const programs = ['exit-while-opening', 'keep-index', 'write-pages'].map(
  name => `${root}test/call-index/${name}.ts`,
);

const options = {
  noEmit: false,
  noCheck: true,
  rootDir: root,
  outDir: '.',
};

/**
 * Compiles the source for the processes and worker threads that tests start, because tsx makes the start of each take three times
 * as long. The folder is another one in each run, so that two runs do not meet.
 */
export default function compile(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-compiled-'));
  // A test runs the gateway as another user.
  chmodSync(folder, 0o755);
  for (const name of ['node_modules', 'schema', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
  const config = {
    extends: `${root}tsconfig.json`,
    compilerOptions: options,
    include: [`${root}src`],
    files: programs,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  execFileSync(execPath, [join(typescript, 'bin', 'tsc'), '-p', folder], { stdio: 'inherit' });
  process.env['COMPILED_FOLDER'] = folder;
  return () => rmSync(folder, { recursive: true });
}
