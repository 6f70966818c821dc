import { execute, GraphQLError, parse, validate } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { describe, expect, test } from 'vitest';
import { badUserInput, SwitchboardError } from '../../src/domain/errors.ts';
import { maskError } from '../../src/errors/mask-error.ts';

const masked = {
  message: 'Something went wrong in the gateway.',
  extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
};

/** What a client sees of what a resolver throws or gives. */
async function shownOf(resolve: () => unknown, query = '{ count }', variables = {}) {
  const schema = createSchema({
    typeDefs: 'type Query { count(most: Int = 1): Int, must: Int! }',
    resolvers: { Query: { count: resolve, must: resolve } },
  });
  const { errors = [] } = await execute({ schema, document: parse(query), variableValues: variables });
  return errors.map(error => maskError(error).toJSON());
}

describe('an expected error', () => {
  test('keeps its message and path, and has a code, a source and whether it is retryable', async () => {
    const fault = new SwitchboardError('UPSTREAM_RATE_LIMITED', 'Butter allows no more.', {
      source: 'BUTTER',
      retryable: true,
      retryAfter: 7,
      status: 429,
      cause: new Error('connect ECONNREFUSED 10.0.0.7:443'),
    });
    expect(
      await shownOf(() => {
        throw fault;
      }),
    ).toEqual([
      {
        message: 'Butter allows no more.',
        path: ['count'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'UPSTREAM_RATE_LIMITED', source: 'BUTTER', retryable: true, retryAfter: 7 },
      },
    ]);
  });

  test('of the client blames no source', () => {
    expect(maskError(badUserInput('No.')).toJSON()).toEqual({
      message: 'No.',
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    });
  });

  test('may have a retry time of zero', () => {
    const fault = new SwitchboardError('UPSTREAM_UNAVAILABLE', 'No.', { retryable: true, retryAfter: 0 });
    expect(maskError(fault).extensions).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
      retryAfter: 0,
    });
  });
});

describe('an unexpected error reveals nothing:', () => {
  test.each([
    ['an error', new TypeError('key hush-hush at /srv/app')],
    ['a word', 'hush-hush'],
    ['an object', { secret: 'hush-hush' }],
    ['an abort', new DOMException('hush-hush', 'AbortError')],
  ])('%s', async (_, thrown) => {
    const shown = await shownOf(() => {
      throw thrown;
    });
    expect(shown).toEqual([{ ...masked, path: ['count'], locations: [{ line: 1, column: 3 }] }]);
    expect(JSON.stringify(maskError(thrown))).not.toContain('hush-hush');
  });

  test('a value that does not fit the schema', async () => {
    expect(await shownOf(() => 'hush-hush')).toMatchObject([masked]);
  });

  test('null where the schema promises a value', async () => {
    expect(await shownOf(() => null, '{ must }')).toMatchObject([masked]);
  });

  test('an error within errors of GraphQL', () => {
    const deep = new GraphQLError('outer', {
      originalError: new GraphQLError('inner', { originalError: new Error('hush-hush') }),
    });
    expect(maskError(deep).toJSON()).toEqual(masked);
  });
});

describe('a refusal without an upstream request', () => {
  test('is bad input for a variable of the wrong type', async () => {
    const query = 'query($most: Int) { count(most: $most) }';
    expect(await shownOf(() => 1, query, { most: 'many' })).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', retryable: false } },
    ]);
  });

  test('keeps its message and location for a document that does not fit the schema', () => {
    const schema = createSchema({ typeDefs: 'type Query { count: Int }' });
    const [error] = validate(schema, parse('{ nothing }'));
    expect(maskError(error).toJSON()).toEqual({
      message: 'Cannot query field "nothing" on type "Query".',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    });
  });

  test('keeps no extension but its code', () => {
    const extensions = { code: 'GRAPHQL_PARSE_FAILED', originalError: { message: 'the body' } };
    expect(maskError(new GraphQLError('Syntax Error', { extensions })).extensions).toEqual({
      code: 'GRAPHQL_PARSE_FAILED',
      retryable: false,
    });
  });
});
