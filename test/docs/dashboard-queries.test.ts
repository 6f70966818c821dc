import {
  type DocumentNode,
  getNamedType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { inventedRatesOf } from '../../src/sources/index.ts';
import { openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';
import { blocks, rowsByCode } from './pages.ts';

const page = 'docs/dashboard-queries.md';
const queries = blocks(page, 'graphql').map(text => [nameOf(parse(text)), text] as const);

function nameOf({ definitions }: DocumentNode): string {
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return (operation && 'name' in operation && operation.name?.value) || 'unnamed';
}

/** Each kind of upstream request, by the form of its address. */
const kinds = [
  ['list', /\/calls\/?\?/],
  ['call', /\/calls\/\w+$/],
  ['agent list', /\/(agents|assistants)\?/],
  ['agent', /\/(agents|assistants)\/\w+$/],
  ['transcript', /\/transcripts$/],
  ['recording list', /\/recordings$/],
] as const;

/** Upstream requests to one source, in the words of the page. */
function counted(requests: readonly string[], source: string): string {
  const urls = requests.filter(request => request.startsWith(source));
  const matching = kinds.map(([kind, form]) => [kind, urls.filter(url => form.test(url)).length] as const);
  expect(matching.reduce((sum, [, count]) => sum + count, 0)).toBe(urls.length);
  const counts = matching.filter(([, count]) => count > 0);
  return counts.map(([kind, count]) => `${count} ${kind}${count > 1 ? 's' : ''}`).join(', ') || 'none';
}

/** Front door over sandboxes whose calls are the same in every run, with an index for the queries that have to have one. */
function openSteadyDoor(query: string) {
  const now = () => new Date('2026-03-10T12:00:00Z');
  const costConversion = { currency: 'USD', rates: inventedRatesOf(() => true) };
  const options = { butter: { now }, burki: { now }, gateway: { costConversion } };
  return query.includes('callStats') ? openIndexedDoor(options) : openFrontDoor(options);
}

test('the page has ten queries, and a row for each in its order', () => {
  const names = queries.map(([name]) => name);
  expect(new Set(names).size).toBe(10);
  expect([...rowsByCode(page).keys()]).toEqual(names);
});

test.each(queries)('%s has the requests and bytes of the page, and no errors', async (name, query) => {
  const { ask, cost } = await openSteadyDoor(query);
  const { data, errors } = await ask(query);
  expect(errors).toBeUndefined();
  const requests = cost();
  const bytes = Buffer.byteLength(JSON.stringify({ data })).toLocaleString('en');
  expect(rowsByCode(page).get(name)).toEqual([
    counted(requests, 'BUTTER'),
    counted(requests, 'BURKI'),
    bytes,
  ]);
});

/** Fields of type JSON that a query selects. */
function openFields(text: string): string[] {
  const document = parse(text);
  const types = new TypeInfo(schema);
  const found = new Set<string>();
  const Field = () => {
    const parent = types.getParentType();
    const field = types.getFieldDef();
    if (parent && field && getNamedType(field.type).name === 'JSON')
      found.add(`${parent.name}.${field.name}`);
  };
  visit(document, visitWithTypeInfo(types, { Field }));
  return [...found];
}
const schema = buildSchema();

test.each(queries)('%s selects no JSON but what the sources left undocumented', (name, query) => {
  expect(validate(schema, parse(query))).toEqual([]);
  const undocumented: Record<string, string[]> = {
    Page: ['CallErrors.details', 'Call.metadata'],
    Tools: ['TurnEvent.tool'],
  };
  expect(openFields(query)).toEqual(undocumented[name] ?? []);
});
