import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

const hidden = { gateway: { introspection: false, graphiql: false } };

test.each([
  ['{ __schema { types { name } } }', '__schema'],
  ['{ __type(name: "Call") { name } }', '__type'],
  ['{ ...a } fragment a on Query { __schema { types { name } } }', '__schema'],
])('with introspection off %s is refused', async (query, field) => {
  const { ask } = await openFrontDoor(hidden);
  const { data, errors } = await ask(query);
  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', retryable: false });
  expect(errors?.[0]?.message).toContain(field);
});

const mistakes: [string, Record<string, unknown>][] = [
  ['{ callBySi(sid: "call_1") { id } }', {}],
  ['{ callBySid(si: "call_1") { id } }', {}],
  ['{ callBySid(sid: "call_1") { ... on Cal { id } } }', {}],
  ['{ calls(filter: { statuse: COMPLETED }) { totalCount } }', {}],
  ['{ calls(filter: { statuses: COMPLETE }) { totalCount } }', {}],
  ['query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { statuse: ['BUSY'] } }],
  [
    'query($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    { filter: { statuses: ['BUSI'] } },
  ],
];

test.each(mistakes)('with introspection off the error suggests no name for %s', async (query, variables) => {
  const { ask } = await openFrontDoor(hidden);
  const { errors } = await ask(query, variables);
  expect(errors?.length).toBeGreaterThan(0);
  expect(JSON.stringify(errors)).not.toContain('Did you mean');
});

test.each(mistakes)('with introspection on the error suggests a name for %s', async (query, variables) => {
  const { ask } = await openFrontDoor();
  expect(JSON.stringify((await ask(query, variables)).errors)).toContain('Did you mean');
});

test('with introspection off __typename still resolves, because clients need it', async () => {
  const { ask } = await openFrontDoor(hidden);
  expect((await ask('{ __typename callSources { __typename } }')).errors).toBeUndefined();
});
