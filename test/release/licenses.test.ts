import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { locate, readText } from '../docs/pages.ts';

/** Licenses that ask for no more than their notice, whatever the work that uses the package. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Other licenses of packages that are not shipped, each with the reason. */
const exceptions: Readonly<Record<string, { readonly packages: RegExp; readonly reason: string }>> = {
  'Elastic-2.0': {
    packages: /^@apollo\/(composition|federation-internals|gateway|query-graphs|query-planner)$/,
    reason:
      'It forbids to offer the router itself as a managed service; tests and an example run it, unchanged.',
  },
  'MPL-2.0': {
    packages: /^(axe-core|lightningcss(-[a-z0-9-]+)?)$/,
    reason: 'It binds changes of its own files; tests and the build of a web page run it, unchanged.',
  },
  'CC-BY-4.0': {
    packages: /^caniuse-lite$/,
    reason: 'It asks to name the source of its data, which the build of a web page only reads.',
  },
};

/** Whether an SPDX expression offers a choice of permissive licenses alone. AND binds tighter than OR. */
function isPermissive(expression: string): boolean {
  const flat = expression.replace(/\(([^()]*)\)/g, (_, inner: string) =>
    isPermissive(inner) ? 'MIT' : 'none',
  );
  if (flat.includes('(') && flat !== expression) return isPermissive(flat);
  return flat.split(' OR ').some(choice => choice.split(' AND ').every(name => permissive.has(name.trim())));
}

interface Package {
  readonly name: string;
  readonly path: string;
  readonly license: string;
  readonly isDev: boolean;
}

const lockFiles = [
  'package-lock.json',
  ...['examples/', 'test/full/'].flatMap(folder =>
    readdirSync(locate(folder)).map(name => `${folder}${name}/package-lock.json`),
  ),
].filter(path => existsSync(locate(path)));

/** Packages of a lock file, those of other platforms included. */
function packagesOf(lockFile: string): Package[] {
  const { packages } = JSON.parse(readText(lockFile)) as {
    packages: Record<string, { license?: string; dev?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { license = 'none', dev = false }]) => ({
      ...{ path, license, isDev: dev },
      name: path.replace(/^.*node_modules\//, ''),
    }));
}

const isExcepted = ({ name, license }: Package): boolean => exceptions[license]?.packages.test(name) ?? false;

const nameOf = ({ name, license }: Package): string => `${name}: ${license}`;

test('every package that is shipped has a permissive license', () => {
  const shipped = packagesOf('package-lock.json').filter(({ isDev }) => !isDev);
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(({ license }) => !isPermissive(license)).map(nameOf)).toEqual([]);
});

test('what is shipped says the same of its license as the lock file', () => {
  const shipped = packagesOf('package-lock.json').filter(
    ({ isDev, path }) => !isDev && existsSync(locate(path)),
  );
  const licenseOf = ({ path }: Package): unknown => JSON.parse(readText(`${path}/package.json`)).license;
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(entry => licenseOf(entry) !== entry.license).map(nameOf)).toEqual([]);
});

test.each(lockFiles)('every other package of %s has one too, or is an exception with a reason', lockFile => {
  const others = packagesOf(lockFile).filter(entry => !isPermissive(entry.license) && !isExcepted(entry));
  expect(others.map(nameOf)).toEqual([]);
});

test('the lock files of the examples and of the tests with installs of their own are among them', () => {
  expect(lockFiles).toEqual(
    expect.arrayContaining(['examples/web/package-lock.json', 'examples/federation/package-lock.json']),
  );
});

test.each(Object.entries(exceptions))('%s is still needed as an exception', (license, { packages }) => {
  const all = lockFiles.flatMap(packagesOf);
  expect(all.some(entry => entry.license === license && packages.test(entry.name))).toBe(true);
});

describe('an expression of licenses', () => {
  test.each(['MIT', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'GPL-2.0 OR (MIT AND BSD-3-Clause)', '((MIT))'])(
    'is permissive: %s',
    expression => expect(isPermissive(expression)).toBe(true),
  );

  test.each([
    'GPL-3.0',
    'MIT AND GPL-2.0',
    '(MIT OR ISC) AND MPL-2.0',
    'UNLICENSED',
    '',
    'none',
    'SEE LICENSE IN x',
  ])('is not: %j', expression => expect(isPermissive(expression)).toBe(false));
});
