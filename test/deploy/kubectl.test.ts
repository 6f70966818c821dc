import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { locate } from '../docs/pages.ts';
import { deployFolder, type Fields, manifestsOf, overlays } from './kustomize.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl) console.warn('Skipped: kubectl, which builds the overlays too, is not installed.');

/** Puts lists whose order means nothing into one order, and leaves out the hash of a generated name. */
function normalize(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^(switchboard)-[0-9a-z]{10}$/, '$1');
  if (Array.isArray(value)) {
    const items = value.map(normalize);
    return items.every(item => typeof item === 'object' && item !== null && 'name' in item)
      ? items.sort((one: Fields, other: Fields) => one['name'].localeCompare(other['name']))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, normalize(inner)]));
}

const inOrder = (manifests: readonly Fields[]): unknown[] =>
  manifests
    .map(each => normalize(each) as Fields)
    .sort((one, other) => nameOf(one).localeCompare(nameOf(other)));

const nameOf = ({ kind, metadata }: Fields): string => `${kind} ${metadata.name}`;

describe.skipIf(!hasKubectl)('kubectl', () => {
  test.each(overlays)('builds the same manifests of %s as these tests', overlay => {
    const folder = fileURLToPath(locate(`${deployFolder}/${overlay}`));
    const { stdout } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    const built = parseAllDocuments(stdout).map(document => document.toJS());
    expect(inOrder(built)).toEqual(inOrder(manifestsOf(overlay)));
  });
});
