import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sourceNames } from '../src/domain/source-name.ts';
import { errorCodes } from '../src/errors/mask-error.ts';
import { sourceDefinitions } from '../src/sources/index.ts';
import { functionLengths } from './function-lengths.ts';
import { type SourceFile, sourceFiles } from './source-files.ts';

const sourceFolders = readdirSync(new URL('../src/sources/', import.meta.url), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => `sources/${name}/`);

/**
 * The folders and packages that each folder of `src/` may import, from the bottom up, type imports included. A source sees
 * the definition that it exports, and no other source.
 */
const floors: Readonly<Record<string, readonly string[]>> = {
  'async/': [],
  'documents/': ['graphql'],
  'domain/': ['async/', 'big.js', 'node:net'],
  'errors/': ['domain/', 'graphql'],
  'redis/': ['domain/', 'ioredis'],
  'sandbox/': ['node:'],
  'executor/': ['documents/', 'graphql', 'lru-cache'],
  'cache/': ['async/', 'domain/', 'redis/', 'lru-cache', 'node:'],
  'upstream/': ['async/', 'domain/', 'redis/', 'lru-cache', 'undici', 'node:'],
  'call-index/': ['async/', 'domain/', 'libsql', 'pg', 'node:'],
  'loaders/': ['async/', 'domain/', 'dataloader', 'zod', 'node:'],

  'observability/': [
    'async/',
    'domain/',
    'errors/',
    'upstream/',
    'graphql',
    '@opentelemetry/',
    'pino',
    'prom-client',
    'node:',
  ],
  ...Object.fromEntries(
    sourceFolders.map(folder => [
      folder,
      ['async/', 'domain/', 'sandbox/index.ts', 'upstream/', 'sources/definition.ts', 'zod'],
    ]),
  ),
  'sources/': [
    'async/',
    'cache/',
    'domain/',
    'redis/',
    'sandbox/index.ts',
    'upstream/',
    ...sourceFolders.map(folder => `${folder}index.ts`),
  ],
  'config/': ['cache/', 'domain/', 'sources/', 'upstream/', 'zod', 'node:fs', 'node:util'],
  'graphql/': [
    'async/',
    'documents/',
    'domain/',
    'errors/',
    'executor/',
    'loaders/',
    'graphql',
    'graphql-yoga',
    '@graphql-tools/executor',
    'lru-cache',
    'node:',
  ],
  'http/': [
    'async/',
    'documents/',
    'domain/',
    'errors/',
    'executor/',
    'graphql/',
    'observability/',
    'graphql',
    'graphql-yoga',
    '@graphql-yoga/',
    'lru-cache',
    'node:',
  ],
  'access/': [
    'async/',
    'domain/',
    'errors/',
    'http/',
    'upstream/tunnel-pool.ts',
    'graphql-yoga',
    'jose',
    'lru-cache',
    'rate-limiter-flexible',
    'undici',
    'node:',
  ],
  'gateway/': [
    'access/',
    'async/',
    'cache/',
    'call-index/',
    'domain/',
    'errors/',
    'executor/',
    'graphql/',
    'http/',
    'observability/',
    'sources/',
    '@whatwg-node/server',
    'graphql',
    'graphql-yoga',
    'node:',
  ],
  'server/': [
    'config/',
    'domain/',
    'errors/',
    'gateway/',
    'graphql/',
    'http/',
    'observability/',
    'sandbox/',
    'sources/',
    'upstream/',
    'node:',
  ],
  'cli.ts': ['domain/', 'node:util'],
  'otel.ts': ['observability/'],
  'index.ts': ['cache/', 'domain/', 'gateway/', 'observability/', 'sandbox/', 'sources/', 'upstream/'],
  'main.ts': ['cli.ts', 'config/', 'graphql/', 'observability/', 'server/', 'node:'],
};

const floorOf = (name: string): string | undefined =>
  Object.keys(floors).find(floor => name.startsWith(floor));

const admits = (allowed: string, imported: string): boolean =>
  /[/:]$/.test(allowed) ? imported.startsWith(allowed) : imported === allowed;

/** The imports of a file that go up or aside, as `file → import`. */
function strayImports({ name, imports }: SourceFile): string[] {
  const floor = floorOf(name);
  if (!floor) return [`${name} stands on no floor`];
  const allowed = [floor, ...(floors[floor] ?? [])];
  return imports
    .filter(imported => !allowed.some(entry => admits(entry, imported)))
    .map(imported => `${name} → ${imported}`);
}

/** Where the code of the given files says what it must not, as `file: what`. */
const sayings = (pattern: RegExp, files: readonly SourceFile[]): string[] =>
  files.flatMap(({ name, code }) => [...code.matchAll(pattern)].map(([found]) => `${name}: ${found}`));

const except = (...names: readonly string[]) =>
  sourceFiles.filter(({ name }) => !names.some(allowed => name.startsWith(allowed)));

test('imports go down the floors only, and never from source to source', () => {
  expect(sourceFiles.flatMap(strayImports)).toEqual([]);
});

test('the folders form a directed acyclic graph', () => {
  const folders = Object.keys(floors);
  for (const [at, folder] of folders.entries())
    for (const imported of floors[folder] ?? []) {
      const floor = folders.indexOf(imported);
      if (floor >= 0) expect(floor, `${folder} → ${imported}`).toBeLessThan(at);
    }
});

test('the fast path and the Yoga plugins do not import each other', () => {
  const doors = ['http/fast-path/', 'http/yoga/'];
  const files = sourceFiles.filter(({ name }) => doors.some(door => name.startsWith(door)));
  const other = (name: string) => doors.find(door => !name.startsWith(door)) ?? '';
  expect(files.length).toBeGreaterThan(10);
  for (const { name, imports } of files)
    expect(imports.filter(imported => imported.startsWith(other(name)))).toEqual([]);
});

test('every floor of the list has files', () => {
  const standing = new Set(sourceFiles.map(({ name }) => floorOf(name)));
  expect(Object.keys(floors).filter(floor => !standing.has(floor))).toEqual([]);
});

test('the stray imports of a file are found', () => {
  const file = {
    name: 'domain/a.ts',
    text: '',
    code: '',
    imports: ['domain/b.ts', 'big.js', 'undici', 'loaders/index.ts'],
  };
  expect(strayImports(file)).toEqual(['domain/a.ts → undici', 'domain/a.ts → loaders/index.ts']);
  expect(strayImports({ ...file, name: 'sources/burki/a.ts', imports: ['sources/butter/wire.ts'] })).toEqual([
    'sources/burki/a.ts → sources/butter/wire.ts',
  ]);
});

describe('side effects', () => {
  test.each([
    ['the process', /\bprocess\.|node:process/g],
    ['the console', /\bconsole\./g],
  ])('only the entry points use %s', (_, pattern) => {
    expect(sayings(pattern, except('main.ts', 'otel.ts'))).toEqual([]);
  });

  test('NODE_ENV decides only whether sandboxes may run without being named', () => {
    expect(sayings(/NODE_ENV/g, except('config/implicit-sandboxes.ts'))).toEqual([]);
  });
});

test('no object that each request creates has a getter, because V8 keeps getters until its next full collection', () => {
  expect(sayings(/\bget \w+\(\)/g, except('upstream/', 'sandbox/'))).toEqual([]);
});

test('no identifier above the sources is in snake_case', () => {
  expect(
    sayings(
      /\b[a-z]+(?:_[a-z0-9]+)+\b/g,
      except(
        'sources/',
        'sandbox/',
        'call-index/store/',
        'call-index/worker/start-thread.ts',
        'call-index/worker/thread.ts',
        'observability/attempt-metrics.ts',
        'observability/client-metrics.ts',
        'observability/failure-reason-metrics.ts',
        'observability/index-metrics.ts',
        'observability/logger.ts',
        'observability/open-metrics.ts',
        'observability/redis-metrics.ts',
        'observability/tracing/',
        'observability/metrics.ts',
        'observability/upstream-gauges.ts',
        'graphql/documents/persisted-documents.ts',
        'http/yoga/graphiql-examples.ts',
        'http/yoga/graphiql-list-examples.ts',
        'domain/enums.ts',
      ),
    ),
  ).toEqual([]);
});

test('no file is longer than 200 lines', () => {
  const long = sourceFiles.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
  expect(long.filter(({ lines }) => lines > 200)).toEqual([]);
});

test('no function is longer than 40 lines, without those of the functions inside it', () => {
  const lengths = sourceFiles.flatMap(({ name, text }) =>
    functionLengths(text).map(({ line, lines }) => ({ function: `${name}:${line}`, lines })),
  );
  expect(lengths.length).toBeGreaterThan(1000);
  expect(lengths.filter(({ lines }) => lines > 40)).toEqual([]);
});

test('a line counts for the innermost function that holds it whole', () => {
  const text = [
    'export function outer(numbers: readonly number[]): number[] {',
    '  const inner = (value: number): number => {',
    '    return value + 1;',
    '  };',
    '  return numbers.map(value => inner(value));',
    '}',
    'class Counter {',
    '  next<T>(this: Counter): void {',
    '',
    '  }',
    '}',
  ].join('\n');
  expect(functionLengths(text)).toEqual([
    { line: 1, lines: 5 },
    { line: 2, lines: 3 },
    { line: 5, lines: 1 },
    { line: 8, lines: 3 },
  ]);
});

/** The values of an enum of the schema, as it is written. */
function enumValues(file: string, name: string): string[] {
  const sdl = readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8');
  const [, body = ''] = new RegExp(`enum ${name} [^{]*\\{([^}]*)\\}`).exec(sdl) ?? [];
  return [...body.matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, value = '']) => value);
}

test('sources are defined in the order of their names, by which ties of the merged list are settled', () => {
  expect(sourceDefinitions.map(({ identity }) => identity.name)).toEqual([...sourceNames]);
});

test('the schema has exactly the sources of the domain', () => {
  expect(enumValues('source.graphql', 'CallSource')).toEqual([...sourceNames]);
});

const wordsOf = (code: string): string[] => [...code.matchAll(/'([A-Z_]+)'/g)].map(([, word = '']) => word);

test('the schema has exactly the error codes that a response can have', () => {
  expect([...errorCodes].sort()).toEqual(enumValues('error-code.graphql', 'CallErrorCode').sort());
});

test('every error code of the schema is used, and no other', () => {
  const known = enumValues('error-code.graphql', 'CallErrorCode');
  const code = except('domain/errors.ts', 'sandbox/').map(file => file.code);
  const words = new Set(code.flatMap(wordsOf));
  const given = code.flatMap(text =>
    [...text.matchAll(/(?:SwitchboardError\(|\bcode: )'([A-Z_]+)'/g)].map(([, word = '']) => word),
  );
  expect(given.length).toBeGreaterThan(10);
  expect(given.filter(word => !known.includes(word))).toEqual([]);
  expect(known.filter(word => !words.has(word))).toEqual([]);
});
