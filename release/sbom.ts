// Prints the software bill of materials of the production dependencies; with `--otel`, of the optional peers too.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installProductionTree, sbomOf } from './production-tree.ts';

const { values } = parseArgs({ options: { otel: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'switchboard-sbom-'));
try {
  installProductionTree(folder, values.otel);
  process.stdout.write(sbomOf(folder));
} finally {
  rmSync(folder, { recursive: true });
}
