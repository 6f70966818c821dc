import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { entranceNames, openEntrance, refusalIn } from './doors.ts';

describe.each(entranceNames)('%s', name => {
  test('answers a query by GET, with its variables and name', async () => {
    const { send } = await openEntrance(name);
    const parameters = new URLSearchParams({
      query: 'query A($skip: Boolean!) { __typename @skip(if: $skip) } query B { callSources { source } }',
      operationName: 'A',
      variables: '{"skip":false}',
    });
    const response = await send(`/graphql?${parameters}`);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('refuses a mutation by GET with 405', async () => {
    const { send } = await openEntrance(name);
    const response = await send(`/graphql?query=${encodeURIComponent('mutation { __typename }')}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
  });

  test.each(['variables={secret', 'extensions=secret', 'variables="x"', 'query=', ''])(
    'refuses a GET with 400 when it says "%s"',
    async parameters => {
      const { send } = await openEntrance(name);
      const query = parameters.includes('=') && !parameters.startsWith('query') ? 'query={__typename}&' : '';
      const response = await send(`/graphql?${query}${parameters}`);
      expect(response.status).toBe(400);
      const { message, code } = await refusalIn(response);
      expect(code).toBe('BAD_USER_INPUT');
      expect(message).not.toContain('secret');
    },
  );

  test.each(['PUT', 'PATCH', 'DELETE'])('refuses %s with 405 and lists the allowed methods', async method => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
  });

  test.each(['/index.html', '/nothing', '/graphql/more', '/.env'])('answers %s with 404', async path => {
    const { send } = await openEntrance(name);
    const response = await send(path);
    expect(response.status).toBe(404);
    expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
  });

  test('refuses an unsupported response type with 406', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql?query={__typename}', { headers: { accept: 'image/png' } });
    expect(response.status).toBe(406);
    expect((await refusalIn(response)).message).toContain('application/json');
  });
});

test('a URL is refused above the size limit of a body', async () => {
  const { send } = await openEntrance('gateway.fetch');
  const response = await send(`/graphql?query={__typename}&padding=${'x'.repeat(256_000)}`);
  expect(response.status).toBe(414);
  expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
});

test.each([
  ['a b', '/nothing'],
  ['[', '/graphql?query={__typename}'],
  ['x:99999999', '/graphql?query={__typename}'],
])('a request to the host "%s" is refused with 400, and no stack is shown', async (host, path) => {
  const { url } = await openEntrance('node:http');
  const answer = await new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    request(`${url}${path}`, { headers: { host } }, async response =>
      resolve({ status: response.statusCode, body: await json(response) }),
    )
      .on('error', reject)
      .end();
  });
  expect(answer).toEqual({
    status: 400,
    body: {
      errors: [
        {
          message: 'The address of this request is not valid.',
          extensions: { code: 'BAD_USER_INPUT', retryable: false },
        },
      ],
    },
  });
});
