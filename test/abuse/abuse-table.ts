import { gzipSync } from 'node:zlib';

/** Members of a megabyte each, which are one kilobyte. */
export const gzipBomb = Buffer.alloc(200_000, gzipSync(Buffer.alloc(1_000_000)));
const gzip = { 'content-encoding': 'gzip' };
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
export const asked = (query: string, variables?: unknown): string => JSON.stringify({ query, variables });
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const inCall = (body: string): string => `{ callBySid(sid: "call_1") { ${body} } }`;
const step = (index: number, last: number): string => (index < last ? `...f${index + 1}` : 'id');

const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, index]));
const filtered = 'query($a: CallFilter) { calls(filter: $a) { totalCount } }';

/** A compressed body says so in its headers. */
type Abuse = readonly [name: string, body: BodyInit, headers?: Readonly<Record<string, string>>];

/** What costs graphql, a JSON parser or gzip the most, each as large as it may be. */
export const abuses: readonly Abuse[] = [
  ['100,000 nested braces', asked(`${'{a'.repeat(100_000)}`)],
  ['100,000 nested lists', asked(`{ nodes(ids: ${nested(60_000)}) { id } }`)],
  ['aliases of __typename', asked(`{ ${times(13_000, index => `a${index}: __typename`)} }`)],
  ['100,000 comments', asked(`${'#\n'.repeat(100_000)}{ __typename }`)],
  ['a name of 250 kB', asked(`{ ${'x'.repeat(250_000)} }`)],
  ['a string of 250 kB', asked(`{ callBySid(sid: "${'x'.repeat(250_000)}") { id } }`)],
  ['the same field 1,900 times', asked(`{ ${'__typename '.repeat(1_900)} }`)],
  ['the same call 200 times', asked(`{ ${'callBySid(sid: "call_1") { id } '.repeat(200)} }`)],
  ['unknown fields', asked(`{ ${times(1_900, index => `callBySidx${index}`)} }`)],
  ['unused variables', asked(`query(${times(490, index => `$v${index}: Int`)}) { __typename }`)],
  [
    'fragments that all meet',
    asked(
      `{ ${times(160, index => `...f${index}`)} } ${times(160, index => `fragment f${index} on Query { __typename }`)}`,
    ),
  ],
  [
    'fragments that multiply',
    asked(
      `${inCall('...f0')} ${times(6, index => `fragment f${index} on Call { ${`transcript { call { ${step(index, 5)} } } `.repeat(35)} }`)}`,
    ),
  ],
  [
    'fragments in fragments',
    asked(
      `${inCall('...f0')} ${times(150, index => `fragment f${index} on Call { id ${step(index, 149)} sid }`)}`,
    ),
  ],
  [
    'fragments in circles',
    asked(
      `{ ...f0 } ${times(150, index => `fragment f${index} on Query { ...f${(index + 1) % 150} ...f${(index + 7) % 150} }`)}`,
    ),
  ],
  [
    'a conversation in a conversation',
    asked(
      `{ callByDatabaseId(databaseId: 1276) { ${'transcript { call { '.repeat(5)} sid ${'} } '.repeat(5)} } }`,
    ),
  ],
  ['directives', asked(`{ __typename ${'@skip(if: false) '.repeat(300)} }`)],
  [
    'introspection in circles',
    asked(`{ __schema { types { ${'fields { type { '.repeat(6)} name ${'} }'.repeat(6)} } } }`),
  ],
  [
    'deep variables',
    `{"query":"query($a: [ID!]!) { nodes(ids: $a) { id } }","variables":{"a":${nested(100_000)}}}`,
  ],
  ['20,000 variables', asked('{ __typename }', keys(20_000))],
  [
    'ids by the thousand',
    asked('query($a: [ID!]!) { nodes(ids: $a) { id } }', { a: Array(25_000).fill('a') }),
  ],
  [
    'bad ids by the thousand',
    asked('query($a: [ID!]!) { nodes(ids: $a) { id } }', { a: Array(25_000).fill(1.5) }),
  ],
  ['a list of nothing as body', nested(100_000)],
  ['bad objects by the thousand', asked(filtered, { a: { agents: Array(40_000).fill({}) } })],
  ['unknown keys by the thousand', asked(filtered, { a: keys(15_000) })],
  ['numbers as body', `[${'1e999,'.repeat(40_000)}1]`],
  ['a gzip bomb of 200 MB', gzipBomb, gzip],
  ['gzip that unfolds into nothing', Buffer.alloc(255_980, gzipSync('')), gzip],
];
