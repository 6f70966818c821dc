import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import {
  buildSchema,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { readSdl } from '../../src/graphql/schema.ts';
import {
  documentedCall as documentedBurki,
  documentedTelling,
} from '../../src/sandbox/burki/documented-call.ts';
import { documentedCall } from '../../src/sandbox/butter/documented-call.ts';
import { openFrontDoor } from '../front-door.ts';
import { selectEverything } from '../schema/every-field.ts';
import { sourceFiles } from '../source-files.ts';
import { anchors, blocks, codeSpans, links, locate, pages, readText, section } from './pages.ts';

const schema = buildSchema(readSdl());
const spans = new Set(codeSpans(readText('docs/fields.md')));
const open = new Set(['agent_config', 'call_meta', 'metadata', 'stt_timestamps']);

const typesOfACall = [
  'Call',
  'Turn',
  'TurnEvent',
  'TurnEventLlm',
  'TranscriptEntry',
  'CostBreakdown',
  'CostItem',
  'CostLine',
  'CallUsage',
  'CallLlmUsage',
  'CallTtsUsage',
  'CallSttUsage',
  'CallErrors',
  'CallLatency',
  'CallDistribution',
  'CallRecording',
  'VoiceAgent',
  'VoiceAgentSettings',
  'VoiceAgentLlm',
  'VoiceAgentTts',
  'VoiceAgentStt',
];

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type of the schema`);
  return type;
}

const nameInDocs = (type: string, field: string): string => (type === 'Call' ? field : `${type}.${field}`);

test.each(typesOfACall)('docs/fields.md has every field of the type %s', type => {
  const fields = Object.keys(objectType(type).getFields());
  expect(fields.filter(field => !spans.has(nameInDocs(type, field)))).toEqual([]);
});

/** Types that a normalized cache cannot tell apart by an id; it knows those of connections by their names. */
const withoutId = Object.values(schema.getTypeMap())
  .filter(type => isObjectType(type) && type.name !== 'Query' && !type.name.startsWith('_'))
  .filter(({ name }) => !/Connection$|Edge$|^PageInfo$/.test(name) && !('id' in objectType(name).getFields()))
  .map(({ name }) => name);

const itemsOfLists = new Set(
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap(type => Object.values(type.getFields()))
    .filter(({ type }) => isListType(getNullableType(type)))
    .map(({ type }) => getNamedType(type).name),
);

test('docs/clients.md names every type without an id to the cache of urql', () => {
  expect(codeSpans(section('docs/clients.md', 'urql'))).toEqual(expect.arrayContaining(withoutId));
});

test('docs/clients.md has Apollo Client merge every type without an id that is no item of a list', () => {
  const [apollo = ''] = blocks('docs/clients.md', 'ts');
  const [, parts = ''] = /const parts = \[\n(.*?)^\];/ms.exec(apollo) ?? [];
  const named = [...parts.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(withoutId.filter(name => !itemsOfLists.has(name)).sort());
});

test('docs/fields.md names no field that the schema lacks', () => {
  const named = [...spans].filter(code => /^[A-Z][A-Za-z]+\.\w+$/.test(code));
  expect(named.length).toBeGreaterThan(50);
  for (const code of named) {
    const [type = '', field = ''] = code.split('.');
    expect(objectType(type).getFields()).toHaveProperty(field);
  }
});

/** Every key of an API's answer, at any depth but inside open JSON. */
function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return Object.entries(value).flatMap(([key, inner]) => (open.has(key) ? [key] : [key, ...keysOf(inner)]));
}

test.each([
  ['Butter call', documentedCall],
  ['Burki call, its transcript and recordings', { ...documentedTelling, call: documentedBurki }],
])('docs/fields.md has every key of the documented %s', (_, documented) => {
  const words = new Set([...spans].flatMap(code => code.split(/[.[\]]+/)));
  const ours = ['call', 'transcripts', 'recordings'];
  const keys = keysOf(documented).filter(key => !ours.includes(key));
  expect(keys.length).toBeGreaterThan(10);
  expect(keys.filter(key => !words.has(key))).toEqual([]);
});

/** The fields that are not null anywhere in an answer, as the docs name them. */
function filled(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(filled);
  if (typeof value !== 'object' || value === null || !('__typename' in value)) return [];
  return Object.entries(value)
    .filter(([, inner]) => inner !== null)
    .flatMap(([field, inner]) => [nameInDocs(String(value.__typename), field), ...filled(inner)]);
}

test.each(['Butter', 'Burki'])(
  'every field that docs/fields.md calls always null on %s is null',
  async source => {
    const { ask } = await openFrontDoor();
    const everything = selectEverything(objectType('Call'));
    const { data, errors } = await ask(
      `query ($filter: CallFilter) { calls(first: 8, filter: $filter) { edges { node ${everything} } } }`,
      { filter: { sources: [source.toUpperCase()] } },
    );
    expect(errors).toBeUndefined();
    const seen = data.calls.edges.flatMap((edge: { node: unknown }) => filled(edge.node));
    const claimed = codeSpans(section('docs/fields.md', `Always null on ${source}`));
    expect(claimed.length).toBeGreaterThan(10);
    expect(claimed.filter(field => seen.includes(field))).toEqual([]);
  },
);

test('every decision record is in the index, in its order, with the headings of a record', () => {
  const records = pages.filter(page => /^docs\/decisions\/\d/.test(page)).sort();
  expect(records.length).toBeGreaterThan(8);
  const listed = links('docs/decisions/README.md').filter(link => /^\d/.test(link));
  expect(listed.map(link => `docs/decisions/${link}`)).toEqual(records);
  const headings = ['Status', 'Context', 'Decision', 'Alternatives considered', 'When to revisit'];
  for (const record of records)
    expect([...readText(record).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(headings);
});

test('every decision record that the source refers to exists', () => {
  const named = sourceFiles.flatMap(({ text }) => text.match(/docs\/decisions\/[\w.-]+\.md/g) ?? []);
  expect(named.length).toBeGreaterThan(5);
  for (const path of named) expect(pages).toContain(path);
});

test('every link within the project leads somewhere', () => {
  for (const page of pages)
    for (const link of links(page)) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? locate(page) : new URL(path, locate(page));
      expect(existsSync(target), `${page} links to ${link}`).toBe(true);
      const there = target.pathname.endsWith('.md') ? anchors(readText(target.href)) : [];
      if (anchor) expect(there, `${page} links to ${link}`).toContain(anchor);
    }
});

/** The arrows of the drawing of the floors in docs/architecture.md, by the folder that each begins at. */
function drawnFloors(): Map<string, string[]> {
  const [drawing = ''] = blocks('docs/architecture.md', 'mermaid');
  const arrows = [...drawing.matchAll(/^ {2}([\w-]+)(?:\["[^"]*"\])? --> ([\w-]+)$/gm)];
  const floors = new Map<string, string[]>();
  for (const [, from = '', to = ''] of arrows) floors.set(from, [...(floors.get(from) ?? []), to]);
  return floors;
}

const floorOf = (file: string): string =>
  file
    .split('/')[0]
    ?.replace(/^(main|cli)\.ts$/, 'main')
    .replace('.ts', '') ?? '';

test('the drawing of the folders has every import between them, and no other', () => {
  const floors = drawnFloors();
  const reach = (floor: string): string[] =>
    (floors.get(floor) ?? []).flatMap(below => [below, ...reach(below)]);
  const imports = sourceFiles.flatMap(({ name, imports }) =>
    imports
      .filter(imported => imported.endsWith('.ts') && floorOf(imported) !== floorOf(name))
      .map(imported => `${floorOf(name)} --> ${floorOf(imported)}`),
  );
  const drawn = [...floors].flatMap(([from, below]) => below.map(to => `${from} --> ${to}`));
  const reachable = new Set([...floors.keys()].flatMap(from => reach(from).map(to => `${from} --> ${to}`)));
  expect(drawn.filter(arrow => !imports.includes(arrow))).toEqual([]);
  expect(imports.filter(arrow => !reachable.has(arrow))).toEqual([]);
});

test('the life of a request has every error code, and no other', () => {
  const life = readText('docs/architecture.md').split('## The life of a request')[1] ?? '';
  const type = schema.getType('CallErrorCode');
  const codes = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  expect(
    [
      ...new Set(life.match(/\b[A-Z]+(?:_[A-Z]+)+\b|\bUNAUTHENTICATED\b|\bFORBIDDEN\b|\bOVERLOADED\b/g)),
    ].sort(),
  ).toEqual([...codes].sort());
});

test('the README has at most 8 kB', () => {
  expect(statSync(locate('README.md')).size).toBeLessThanOrEqual(8192);
});

test('links from the README lead to every page', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const link of links(page)) {
      const [path = ''] = link.split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), path);
      if (pages.includes(target)) reached.add(target);
    }
  expect(pages.filter(page => !reached.has(page))).toEqual([]);
});

test('every image of a page is a PNG of less than 150 kB', () => {
  const images = pages.flatMap(page => links(page).map(link => new URL(link, locate(page))));
  const pictures = images.filter(({ pathname }) => pathname.endsWith('.png'));
  expect(pictures.length).toBeGreaterThan(1);
  for (const picture of pictures) expect(statSync(picture).size).toBeLessThan(150_000);
});

test('every file of the project that a page names exists', () => {
  const named = pages.flatMap(page => codeSpans(readText(page)));
  const paths = named.filter(code => /^(src|test|schema|docs|bin)\/[\w./-]*$/.test(code));
  for (const path of paths) expect(existsSync(locate(path)), path).toBe(true);
});

test("no page holds a path of somebody's machine", () => {
  // A service and a container have their folder in the same place on each machine.
  const machine =
    /(^|[\s`'"(=])(\/(home|Users|root|work|workspace|tmp|var(?!\/lib\/switchboard\b)|opt|mnt|private)\/|[A-Z]:\\)/m;
  expect(pages.filter(page => machine.test(readText(page)))).toEqual([]);
});

test('no page runs the gateway itself by npx, which would leave it running on SIGTERM', () => {
  const shell = pages.flatMap(page => blocks(page, 'sh').flatMap(block => block.split('\n')));
  const runs = shell.map(line => /\bnpx switchboard\b ?([^#>|&;]*)/.exec(line)?.[1]?.trim());
  const known = ['schema', '--help'];
  expect(runs.filter(command => command !== undefined && !known.includes(command))).toEqual([]);
  expect(runs).toEqual(expect.arrayContaining(known));
});
