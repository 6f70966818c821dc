// Assembles the folder that the image holds: `npm run assemble -- FOLDER`, with `--otel` for the SDK of OpenTelemetry too.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installProductionTree, root, sbomOf } from './production-tree.ts';

/** Program and license, as the packed package holds them, without its pages. */
const copied = ['bin', 'dist', 'schema', 'LICENSE'];

function assemble(folder: string, withOtel: boolean): void {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new Error(`The folder ${folder} is not empty.`);
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  installProductionTree(folder, withOtel);
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'sbom.cdx.json'), sbomOf(folder));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { otel: { type: 'boolean', default: false } },
});
const [folder, ...others] = positionals;
if (folder === undefined || others.length > 0) throw new Error('Expected one folder to assemble.');
assemble(resolve(folder), values.otel);
