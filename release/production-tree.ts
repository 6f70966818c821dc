import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Fields of package.json that the installed program or `npm sbom` reads. */
const runtimeFields = [
  'name',
  'version',
  'description',
  'license',
  'type',
  'bin',
  'exports',
  'engines',
  'overrides',
];

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Installs the locked production dependencies into an empty folder; with the optional peers, on request. */
export function installProductionTree(folder: string, withOptionalPeers: boolean): void {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = withOptionalPeers ? withPeers(manifest) : manifest;
  const inFolder = (name: string): string => join(folder, name);
  for (const name of ['package-lock.json', '.npmrc']) copyFileSync(join(root, name), inFolder(name));
  writeJson(inFolder('package.json'), wanted);
  npm(folder, 'ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline');
  // A scanner would take the development dependencies that both files name for installed ones.
  for (const name of ['package-lock.json', '.npmrc', 'node_modules/.package-lock.json'])
    rmSync(inFolder(name));
  const kept = Object.entries(wanted).filter(([field]) => runtimeFields.includes(field));
  writeJson(inFolder('package.json'), { ...Object.fromEntries(kept), dependencies: wanted.dependencies });
}

/** Moves the optional peers to the dependencies, in the versions that the tests use. */
function withPeers({ peerDependencies = {}, ...manifest }: Manifest): Manifest {
  const isPeer = ([name]: [string, string]): boolean => Object.hasOwn(peerDependencies, name);
  const entries = Object.entries(manifest.devDependencies);
  return {
    ...manifest,
    dependencies: { ...manifest.dependencies, ...Object.fromEntries(entries.filter(isPeer)) },
    devDependencies: Object.fromEntries(entries.filter(entry => !isPeer(entry))),
  };
}

/**
 * Software bill of materials of an installed production tree, in CycloneDX JSON. From the whole project, `npm sbom --omit dev`
 * leaves out production dependencies that a development dependency shares.
 */
export function sbomOf(folder: string): string {
  const sbom = JSON.parse(npm(folder, 'sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'));
  const { name }: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // npm takes the name of the folder for that of the program.
  sbom.metadata.component.name = name;
  return `${JSON.stringify(sbom, null, 2)}\n`;
}

const npm = (folder: string, ...args: readonly string[]): string =>
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 });

const writeJson = (path: string, value: unknown): void =>
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
