import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sourceNames } from '../src/domain/source-name.ts';
import { type SourceFile, sourceFiles } from './source-files.ts';

/**
 * What the files of each floor may import, beside its own floor: a folder by its slash, a file or package by its
 * name. The first floor whose name a file begins with is its own.
 */
const floors: Readonly<Record<string, readonly string[]>> = {
  'domain/': ['big.js', 'node:net'],
  'documents/': ['graphql'],
  'coalescing/': ['domain/'],
  'redis/': ['ioredis'],
  'cache/': ['domain/', 'coalescing/', 'redis/', 'lru-cache', 'node:'],
  'upstream/': ['domain/', 'coalescing/', 'redis/', 'rate-limiter-flexible', 'undici', 'node:'],
  'sources/butter/': ['domain/', 'upstream/', 'sources/definition.ts', 'zod'],
  'sources/burki/': ['domain/', 'upstream/', 'sources/definition.ts', 'zod'],
  'sources/': [
    'domain/',
    'upstream/',
    'cache/',
    'redis/',
    'sources/butter/index.ts',
    'sources/burki/index.ts',
  ],
  'sandbox/': ['node:'],
  'loaders/': ['domain/', 'dataloader', 'zod', 'node:'],
  'context.ts': ['domain/', 'loaders/', 'node:'],
  'resolvers/': ['domain/', 'context.ts', 'generated/', 'loaders/', 'graphql'],
  'schema.ts': ['context.ts', 'resolvers/', 'graphql', 'graphql-yoga', 'node:'],
  'execution/': ['documents/', 'graphql'],
  'operating/': ['domain/', 'upstream/', 'pino', 'prom-client', 'node:'],
  'plugins/': [
    'domain/',
    'documents/',
    'execution/',
    'operating/',
    'context.ts',
    'generated/',
    'resolvers/',
    'graphql',
    'graphql-yoga',
    '@graphql-yoga/',
    '@graphql-tools/executor',
    'jose',
    'lru-cache',
    'rate-limiter-flexible',
    'undici',
    'node:',
  ],
  'open-scope.ts': ['domain/', 'operating/', 'node:'],
  'stages.ts': [
    'cache/rules.ts',
    'domain/',
    'execution/',
    'operating/',
    'context.ts',
    'schema.ts',
    'plugins/',
    'graphql',
    'node:',
  ],
  'long-way.ts': [
    'domain/',
    'operating/',
    'context.ts',
    'schema.ts',
    'stages.ts',
    'plugins/',
    '@whatwg-node/server',
    'graphql-yoga',
    'node:',
  ],
  'entrance.ts': ['cache/rules.ts', 'domain/', 'operating/', 'plugins/', 'stages.ts', 'long-way.ts', 'node:'],
  'gateway.ts': [
    'open-scope.ts',
    'domain/',
    'redis/',
    'cache/',
    'upstream/',
    'operating/',
    'sources/',
    'context.ts',
    'entrance.ts',
    'stages.ts',
    'plugins/',
    'node:',
  ],
  'config/': ['domain/', 'cache/rules.ts', 'node:', 'zod'],
  'config.ts': ['domain/', 'upstream/', 'config/', 'zod'],
  'connections.ts': ['node:'],
  'server.ts': ['connections.ts', 'operating/', 'node:'],
  'start.ts': [
    'domain/',
    'plugins/documents/',
    'operating/',
    'node:',
    'sources/',
    'sandbox/index.ts',
    'config.ts',
    'config/',
    'gateway.ts',
    'server.ts',
  ],
  'index.ts': [
    'domain/',
    'cache/rules.ts',
    'upstream/',
    'operating/',
    'sources/',
    'sandbox/index.ts',
    'gateway.ts',
  ],
  'command.ts': [],
  'main.ts': ['node:', 'operating/', 'sandbox/index.ts', 'command.ts', 'config.ts', 'schema.ts', 'start.ts'],
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

test('a floor that has no files is taken out of the list', () => {
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

describe('side effects stand in main.ts alone:', () => {
  test.each([
    ['the process', /\bprocess\.|node:process/g],
    ['the console', /\bconsole\./g],
  ])('%s', (_, pattern) => {
    expect(sayings(pattern, except('main.ts'))).toEqual([]);
  });

  test('no file reads NODE_ENV', () => {
    expect(sayings(/NODE_ENV/g, sourceFiles)).toEqual([]);
  });
});

test('nothing that is made for each request has a getter, which V8 would keep until its next full collection', () => {
  expect(sayings(/\bget \w+\(\)/g, except('upstream/', 'sandbox/'))).toEqual([]);
});

test('wire spelling dies in the normalizers: there is no snake_case above the sources', () => {
  expect(
    sayings(
      /\b[a-z]+(?:_[a-z0-9]+)+\b/g,
      except(
        'sources/',
        'sandbox/',
        'operating/count-clients.ts',
        'operating/metrics.ts',
        'operating/upstream-gauges.ts',
        'plugins/documents/persisted-documents.ts',
        'plugins/graphiql/graphiql-examples.ts',
        'domain/vocabulary.ts',
      ),
    ),
  ).toEqual([]);
});

test('no file is longer than 200 lines', () => {
  const long = sourceFiles.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
  expect(long.filter(({ lines }) => lines > 200)).toEqual([]);
});

/** The values of an enum of the schema, as it is written. */
function enumValues(file: string, name: string): string[] {
  const sdl = readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8');
  const [, body = ''] = new RegExp(`enum ${name} [^{]*\\{([^}]*)\\}`).exec(sdl) ?? [];
  return [...body.matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, value = '']) => value);
}

test('the schema knows exactly the sources that the domain knows', () => {
  expect(enumValues('source.graphql', 'CallSource')).toEqual([...sourceNames]);
});

const codeIn = (file: string): string => sourceFiles.find(({ name }) => name === file)?.code ?? '';
const wordsOf = (code: string): string[] => [...code.matchAll(/'([A-Z_]+)'/g)].map(([, word = '']) => word);

test('the codes of the schema are those that an answer may carry, to the last', () => {
  const [, foreseen = ''] = /type ErrorCode =([^;]*);/.exec(codeIn('domain/errors.ts')) ?? [];
  const [, refusals = ''] =
    /const refusals = \[([^\]]*)\]/.exec(codeIn('plugins/errors/coded-errors.ts')) ?? [];
  const given = new Set([...wordsOf(foreseen), ...wordsOf(refusals), 'INTERNAL_SERVER_ERROR']);
  expect([...given].sort()).toEqual(enumValues('error-code.graphql', 'ErrorCode').sort());
});

test('each code of the schema is given somewhere, and no other', () => {
  const known = enumValues('error-code.graphql', 'ErrorCode');
  const code = except('domain/errors.ts', 'sandbox/').map(file => file.code);
  const words = new Set(code.flatMap(wordsOf));
  const given = code.flatMap(text =>
    [...text.matchAll(/(?:SwitchboardError\(|\bcode: )'([A-Z_]+)'/g)].map(([, word = '']) => word),
  );
  expect(given.length).toBeGreaterThan(10);
  expect(given.filter(word => !known.includes(word))).toEqual([]);
  expect(known.filter(word => !words.has(word))).toEqual([]);
});
