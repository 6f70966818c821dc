import { expect, test } from 'vitest';
import { sourceNames } from '../../src/domain/source-name.ts';
import { openFrontDoor } from '../front-door.ts';

const missing = 'Field "call" argument "id" of type "ID!" is required, but it was not provided.';

test.each([
  ['is not GraphQL', '{ calls {', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found <EOF>.'],
  [
    'asks for a field that is not there',
    '{ xyz }',
    'GRAPHQL_VALIDATION_FAILED',
    'Cannot query field "xyz" on type "Query".',
  ],
  ['lacks an argument', '{ call { id } }', 'GRAPHQL_VALIDATION_FAILED', missing],
])(
  'a document that %s is refused with its code, without an upstream request',
  async (_, query, code, message) => {
    const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
    const { status, data, errors } = await ask(query);
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors).toMatchObject([{ message, locations: [{ line: 1 }] }]);
    expect(errors?.[0]?.extensions).toMatchObject({ code });
    expect(cost()).toEqual([]);
  },
);

test.each([
  ['of the wrong type', { first: 'many' }],
  ['that is left out', {}],
  ['that is null', { first: null }],
])('a variable %s is bad input, without an upstream request', async (_, variables) => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { data, errors } = await ask(
    'query($first: Int!) { calls(first: $first) { totalCount } }',
    variables,
  );
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.message).toContain('$first');
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false });
  expect(cost()).toEqual([]);
});

test('an alias named then is an ordinary alias', async () => {
  const { ask } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { data, errors } = await ask('{ then: callSources { then: source } }');
  expect(errors).toBeUndefined();
  const items = sourceNames.map(name => `{"then":"${name}"}`);
  expect(JSON.stringify(data)).toBe(`{"then":[${items.join()}]}`);
});
