import { parse, print, visit } from 'graphql';
import { expect, test } from 'vitest';
import { compare } from '../../release/compare.ts';
import { reportOf } from '../../release/report.ts';
import { readSdl } from '../../src/graphql/schema.ts';
import { readText } from '../docs/pages.ts';

const directive = 'directive @joined(by: String!) repeatable on OBJECT\n';
/** The schema without descriptions and tags, one field a line, so that a test can change a line of it. */
const plain =
  directive +
  print(
    visit(parse(readSdl()), {
      Directive: ({ name }) => (['key', 'tag'].includes(name.value) ? null : undefined),
      enter: node => ('description' in node ? { ...node, description: undefined } : undefined),
    }),
  );

function change(from: string, to: string, sdl: string = plain): string {
  expect(sdl).toContain(from);
  return sdl.replace(from, to);
}

const notes = (breaking: string) =>
  `# Changelog\n\n## [Unreleased]\n\n### Added\n\n- \`Call.sid\`\n\n### Breaking\n\n${breaking}\n\n### Fixed\n\n- \`Call.fromNumber\`\n\n## [0.1.0]\n\n### Breaking\n\n- \`Call.toNumber\`\n`;

test.each([
  ['a field that is gone', '  flowName: String\n', '', 'Call.flowName', /deprecate it first/],
  [
    'an argument that is gone',
    'transcript(first: Int, afterIndex: Int)',
    'transcript(afterIndex: Int)',
    'Call.transcript(first:)',
    /deprecate it first/,
  ],
  ['a value that is gone', '  BUSY\n', '', 'CallStatus.BUSY', /deprecate it first/],
  [
    'a filter that is gone',
    '  duration: CallDurationRange\n',
    '',
    'CallFilter.duration',
    /deprecate it first/,
  ],
  ['another type', 'turnCount: Int', 'turnCount: Float', 'Call.turnCount', /beside it under another name/],
  ['null where there was none', 'sid: String!', 'sid: String', 'Call.sid', /beside it under another name/],
  [
    'an argument that must be given',
    'call(id: ID!)',
    'call(id: ID!, at: Int!)',
    'Query.call(at:)',
    /nullable or give it a default/,
  ],
  [
    'an interface that is gone',
    'type VoiceAgent implements Node',
    'type VoiceAgent',
    'VoiceAgent',
    /Keep what is released/,
  ],
])('%s is refused, with advice on how to avoid it', async (_, from, to, coordinate, advice) => {
  const comparison = await compare(plain, change(from, to), notes(''));
  expect(comparison.refused).toMatchObject([{ coordinate, advice: expect.stringMatching(advice) }]);
  expect(reportOf(comparison)).toMatch(/Breaks clients, and the release notes do not say so/);
  expect(reportOf(comparison)).toMatch(advice);
});

test('a breaking change is accepted once the release notes name it', async () => {
  const current = change('  flowName: String\n', '');
  const { refused, announced } = await compare(plain, current, notes('- `Call.flowName` is gone, because …'));
  expect(refused).toEqual([]);
  expect(announced).toMatchObject([{ coordinate: 'Call.flowName' }]);
});

test.each([
  ['of a release before', 'toNumber: String', 'Call.toNumber'],
  ['under another heading', 'fromNumber: String', 'Call.fromNumber'],
])('a breaking change that the release notes name %s is refused', async (_, field, coordinate) => {
  const comparison = await compare(plain, change(`  ${field}\n`, ''), notes('- nothing'));
  expect(comparison.refused).toMatchObject([{ coordinate }]);
});

test.each([
  ['a field', 'flowName: String', 'flowName: String\n  flowVersion: Int'],
  ['an argument that may be left out', 'call(id: ID!)', 'call(id: ID!, at: Int)'],
  ['a deprecation', 'flowName: String', 'flowName: String @deprecated(reason: "Use `metadata`.")'],
  ['a directive', 'type Call implements Node', 'type Call implements Node @joined(by: "id")'],
])('%s can be added', async (_, from, to) => {
  const { refused, surprising, harmless } = await compare(plain, change(from, to), notes(''));
  expect(refused).toEqual([]);
  expect(harmless + surprising.length).toBeGreaterThan(0);
});

test('an added enum value breaks no query, but is reported', async () => {
  const comparison = await compare(plain, change('  BURKI\n', '  BURKI\n  ACME\n'), notes(''));
  expect(comparison).toMatchObject({ refused: [], surprising: [{ coordinate: 'CallSource.ACME' }] });
  expect(reportOf(comparison)).toMatch(/may surprise a client:\n {2}CallSource\.ACME/);
});

test.each([
  ['field', '  flowName: String\n', '  flowName: String @deprecated(reason: "Gone.")\n', ''],
  [
    'argument',
    'transcript(first: Int, afterIndex: Int)',
    'transcript(first: Int @deprecated(reason: "Gone."), afterIndex: Int)',
    'transcript(afterIndex: Int)',
  ],
])(
  'a %s that was released as deprecated can be removed, and is reported',
  async (_, is, deprecated, gone) => {
    const { refused, surprising } = await compare(change(is, deprecated), change(is, gone), notes(''));
    expect(refused).toEqual([]);
    expect(surprising).toHaveLength(1);
  },
);

const keyed = (...keys: readonly string[]) =>
  change(
    'type Call implements Node',
    `type Call implements Node ${keys.map(by => `@joined(by: "${by}")`).join(' ')}`,
  );

test.each([
  ['is gone', ['id']],
  ['gives way to another', ['id', 'source sid']],
])('a directive that federated graphs depend on is refused if it %s', async (_, keys) => {
  const { refused } = await compare(keyed('id', 'sid'), keyed(...keys), notes(''));
  expect(refused).toMatchObject([
    { coordinate: expect.stringMatching(/^Call\.@joined/), advice: expect.stringMatching(/larger graphs/) },
  ]);
});

test('such a directive can be added before others, and their order can change', async () => {
  const { refused, surprising } = await compare(
    keyed('id', 'sid'),
    keyed('source sid', 'sid', 'id'),
    notes(''),
  );
  expect([refused, surprising]).toEqual([[], []]);
});

test('the schema breaks nothing that was released', async () => {
  const { refused } = await compare(readText('release/schema.graphql'), readSdl(), readText('CHANGELOG.md'));
  expect(refused).toEqual([]);
});
