import fc from 'fast-check';
import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { repetitionIn } from '../../src/graphql/documents/repetition.ts';
import { openEntrance, post } from '../abuse/doors.ts';
import { openFrontDoor } from '../front-door.ts';

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const names = (count: number, field: string, from = 0): string =>
  times(count, index => `n${from + index}: ${field}`);
const inCall = (body: string): string => `{ callByDatabaseId(databaseId: 101) { ${body} } }`;
const refusalOf = (field: string, count: number) => ({
  message: `A field with the same arguments may have at most 5 names in one selection set; \`${field}\` has ${count}.`,
  extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false },
});

test.each([
  ['in one set', inCall(names(6, 'sid')), 'sid', 6],
  ['and its own name', inCall(`${names(5, 'sid')} sid`), 'sid', 6],
  ['far below', inCall(`transcript { ${names(50, 'sttTimestamps')} }`), 'sttTimestamps', 50],
  ['across inline fragments', inCall(`${names(3, 'sid')} ... { ${names(3, 'sid', 3)} }`), 'sid', 6],
  [
    'across type conditions',
    `{ node(id: "a") { ... on Call { ${names(3, 'sid')} } ... on Node { ... on Call { ${names(3, 'sid', 3)} } } } }`,
    'sid',
    6,
  ],
  [
    'across fragments',
    `${inCall('...A ...B ...A')} fragment A on Call { ${names(3, 'sid')} } fragment B on Call { ${names(3, 'sid', 3)} }`,
    'sid',
    6,
  ],
  [
    'across fields that are merged',
    inCall(`agent { ${names(3, 'name')} } agent { ${names(3, 'name', 3)} }`),
    'name',
    6,
  ],
  [
    'in a fragment that is spread in many places',
    `{ ${times(3, index => `c${index}: callByDatabaseId(databaseId: ${index}) { ...A }`)} } fragment A on Call { ${names(6, 'sid')} }`,
    'sid',
    6,
  ],
  ['with an equal literal', `{ ${names(6, 'callBySid(sid: "a") { sid }')} }`, 'callBySid', 6],
  [
    'with a literal in other words',
    `{ ${names(3, 'callByDatabaseId(databaseId: 5) { sid }')} ${names(3, 'callByDatabaseId(source: null, databaseId: "5") { sid }', 3)} }`,
    'callByDatabaseId',
    6,
  ],
  [
    'with an object in another order',
    `{ ${names(3, 'calls(filter: { statuses: [BUSY], sources: [BURKI] }) { totalCount }')} ${names(3, 'calls(filter: { sources: BURKI, statuses: BUSY }) { totalCount }', 3)} }`,
    'calls',
    6,
  ],
])('a field under more than five names %s is refused without a request', async (_, query, field, count) => {
  const { ask, cost } = await openFrontDoor();
  for (const _ of ['at first', 'and from the cache']) {
    const { status, data, errors } = await ask(query);
    expect([status, data, errors]).toEqual([400, undefined, [refusalOf(field, count)]]);
  }
  expect(cost()).toEqual([]);
});

const byVariables = `query (${times(6, index => `$v${index}: ID!`)}) {
  ${times(6, index => `n${index}: callByDatabaseId(databaseId: $v${index}) { sid }`)}
}`;
const values = (valueAt: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`v${index}`, valueAt(index)]));

test('variables of one value are one argument, and of several values several', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(
    byVariables,
    values(index => 101 + index),
  );
  expect(errors).toBeUndefined();
  expect(Object.keys(data)).toHaveLength(6);
  expect(cost()).toHaveLength(6);
  const refused = await ask(
    byVariables,
    values(index => (index % 2 ? '101' : 101)),
  );
  expect(refused.errors).toEqual([refusalOf('callByDatabaseId', 6)]);
  expect(cost()).toEqual([]);
});

test('a query in parts is refused alike', async () => {
  const { send } = await openEntrance('node:http');
  const query = inCall(`... @defer { transcript { ${names(6, 'sttTimestamps')} } }`);
  const headers = { 'content-type': 'application/json', accept: 'multipart/mixed, application/json' };
  const answer = await (await send('/graphql', post(JSON.stringify({ query }), headers))).text();
  expect(answer).toContain(refusalOf('sttTimestamps', 6).message);
});

test.each([
  ['five names', inCall(names(5, 'sid'))],
  ['five names in each of two sets', inCall(`${names(5, 'sid')} agent { ${names(5, 'name')} }`)],
  ['one name given often', inCall('sid '.repeat(50))],
  [
    'twenty calls',
    `{ ${times(20, index => `n${index}: callByDatabaseId(databaseId: ${index + 1}) { sid }`)} }`,
  ],
  ['six first entries', inCall(times(6, index => `n${index}: transcript(first: ${index + 1}) { text }`))],
  [
    'a text that looks like a list',
    `{ ${names(3, 'callBySid(sid: "a,b") { sid }')} ${names(3, 'callBySid(sid: "a\\",\\"b") { sid }', 3)} }`,
  ],
])('%s are answered', async (_, query) => {
  const { ask } = await openFrontDoor();
  expect((await ask(query)).errors).toBeUndefined();
});

/** A tree of selections by its leaves, of which each has a name and one of two arguments. */
const selections = fc.array(fc.record({ argument: fc.constantFrom(1, 2), wraps: fc.nat(3) }), {
  maxLength: 14,
});

test('however names are spread over fragments, exactly those above five are refused (property)', () => {
  fc.assert(
    fc.property(selections, fields => {
      const fragments: string[] = [];
      const body = fields.map(({ argument, wraps }, index) => {
        const field = `n${index}: transcript(first: ${argument}) { text }`;
        if (wraps === 1) return `... { ${field} }`;
        if (wraps === 2) return `... on Call { ... on Node { ${field} } }`;
        if (wraps < 3) return field;
        fragments.push(`fragment F${index} on Call { ${field} }`);
        return `...F${index} ...F${index}`;
      });
      const document = parse(`${inCall(`id ${body.join(' ')}`)} ${fragments.join(' ')}`);
      const counts = [1, 2].map(of => fields.filter(({ argument }) => argument === of).length);
      const refusal = repetitionIn(document, document.definitions[0] as OperationDefinitionNode);
      expect(refusal !== null).toBe(Math.max(...counts) > 5);
    }),
  );
});

test('a document whose fragments would multiply without end takes no time', () => {
  const multiplying = times(
    20,
    index => `fragment F${index} on Call { ${times(9, at => `f${at} { ...F${index + 1} }`)} }`,
  );
  const document = parse(`{ a { b: c ...F0 } } ${multiplying} fragment F20 on Call { id }`);
  expect(repetitionIn(document, document.definitions[0] as OperationDefinitionNode)).toBeNull();
});
