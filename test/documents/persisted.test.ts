import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type FrontDoorOptions, openFrontDoor } from '../front-door.ts';

const query = 'query Status { callByDatabaseId(databaseId: 101) { status } }';
const completed = { data: { callByDatabaseId: { status: 'COMPLETED' } } };
const oneRequest = ['BURKI /api/v1/calls/101'];

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const byHash = (sha256Hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});
const errorOf = (code: string, message: unknown = expect.any(String)) => ({
  errors: [{ message, extensions: { code, retryable: false } }],
});
const notFound = errorOf('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');

async function open(options: FrontDoorOptions = {}) {
  const { gateway, cost } = await openFrontDoor(options);
  const answered = async (request: Request) => {
    const response = await gateway.fetch(request);
    return { status: response.status, headers: response.headers, body: await response.json(), cost: cost() };
  };
  const url = 'http://switchboard.test/graphql';
  const headers = { accept: 'application/graphql-response+json', 'content-type': 'application/json' };
  return {
    post: (body: object) =>
      answered(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) })),
    get: (params: Record<string, unknown>) => {
      const texts = Object.entries(params).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      return answered(new Request(`${url}?${new URLSearchParams(texts)}`, { headers }));
    },
  };
}

describe('automatic persisted queries', () => {
  test('a hash is unknown until it is sent with its document, and then suffices, by POST and GET', async () => {
    const { post, get } = await open();
    const named = byHash(hashOf(query));
    expect(await post(named)).toMatchObject({ status: 200, body: notFound, cost: [] });
    expect(await post({ query, ...named })).toMatchObject({ body: completed, cost: oneRequest });
    expect(await post(named)).toMatchObject({ body: completed, cost: oneRequest });
    expect(await get(named)).toMatchObject({ status: 200, body: completed, cost: oneRequest });
    expect(await post({ documentId: `sha256:${hashOf(query)}` })).toMatchObject({ body: completed });
  });

  test('each request has its own variables and operation name', async () => {
    const { post } = await open();
    const two =
      'query A($id: ID!) { call: callByDatabaseId(databaseId: $id) { databaseId } } query B { __typename }';
    const named = byHash(hashOf(two));
    await post({ query: two, operationName: 'B', ...named });
    const { body } = await post({ ...named, operationName: 'A', variables: { id: '101' } });
    expect(body).toEqual({ data: { call: { databaseId: '101' } } });
  });

  test('a hash of another document is refused, and nothing is stored for it', async () => {
    const { post } = await open();
    const named = byHash(hashOf('{ __typename }'));
    expect(await post({ query, ...named })).toMatchObject({
      status: 400,
      body: errorOf('BAD_USER_INPUT', '`sha256Hash` is not the hash of `query`.'),
      cost: [],
    });
    expect((await post(named)).body).toEqual(notFound);
  });

  test.each([
    ['does not fit the schema', '{ nothing }'],
    ['is not GraphQL', '{'],
    ['is too deep', `{ ${'call(id: "x") { agent '.repeat(20)} { id } ${'}'.repeat(20)} }`],
  ])('a document that %s is not stored', async (_, bad) => {
    const { post } = await open();
    const named = byHash(hashOf(bad));
    expect((await post({ query: bad, ...named })).status).toBe(400);
    expect((await post(named)).body).toEqual(notFound);
  });

  test.each([
    ['another version', byHash(hashOf(query), 2)],
    ['no hash', byHash(undefined)],
    ['a hash in another form', byHash('abc')],
    ['nothing in it', { extensions: { persistedQuery: 'abc' } }],
  ])('%s is refused', async (_, named) => {
    const { post } = await open();
    expect(await post(named)).toMatchObject({ status: 400, body: errorOf('BAD_USER_INPUT'), cost: [] });
  });

  test('the store evicts the least recently used document', async () => {
    const { post } = await open();
    const padded = (index: number) => `${query} #${String(index).padEnd(60_000, '.')}`;
    await post({ query, ...byHash(hashOf(query)) });
    for (let index = 0; index < 67; index += 1)
      await post({ query: padded(index), ...byHash(hashOf(padded(index))) });
    expect((await post(byHash(hashOf(query)))).body).toEqual(notFound);
    expect((await post(byHash(hashOf(padded(66))))).body).toEqual(completed);
  });
});

describe('trusted documents', () => {
  const documents = new Map([['status-1', query]]);
  const lenient = { gateway: { trustedDocuments: { documents, only: false } } };
  const strict = { gateway: { trustedDocuments: { documents, only: true } } };

  test.each(['documentId', 'doc_id', 'id'])('run by their id as `%s`, by POST and GET', async name => {
    const { post, get } = await open(strict);
    expect(await post({ [name]: 'status-1' })).toMatchObject({ body: completed, cost: oneRequest });
    expect(await get({ [name]: 'status-1', variables: {} })).toMatchObject({ body: completed });
  });

  test('an id that is not in the manifest is not found, and other documents still run', async () => {
    const { post } = await open(lenient);
    expect((await post({ documentId: 'status-2' })).body).toEqual(notFound);
    expect((await post({ query: '{ __typename }' })).status).toBe(200);
  });

  test('no other document runs if the setting is on, whether it is sent, hashed or named', async () => {
    const { post, get } = await open(strict);
    const other = '{ callByDatabaseId(databaseId: 102) { status } }';
    const refused = { status: 400, body: errorOf('DOCUMENT_NOT_TRUSTED'), cost: [] };
    expect(await post({ query: other })).toMatchObject(refused);
    expect(await get({ query: other })).toMatchObject(refused);
    expect(await post({ query: other, documentId: 'status-1' })).toMatchObject(refused);
    expect(await post({ query: other, ...byHash(hashOf(other)) })).toMatchObject(refused);
    expect(await post(byHash(hashOf(other)))).toMatchObject(refused);
    expect(await post({ id: 'status-2' })).toMatchObject(refused);
  });

  test('the text of a trusted document runs if the setting is on', async () => {
    const { post } = await open(strict);
    expect((await post({ query })).body).toEqual(completed);
  });
});

describe('a response', () => {
  test('to a GET can be cached briefly by the client alone, and varies by the headers that it depends on', async () => {
    const { get } = await open({ gateway: { forwardHeaders: ['x-tenant'] } });
    const { headers } = await get({ query });
    expect(headers.get('cache-control')).toBe('private, max-age=1');
    expect(headers.get('vary')).toBe(
      'Accept, Accept-Encoding, Authorization, X-Api-Key, X-Switchboard-Explain, x-tenant',
    );
  });

  test.each([
    ['an error', '{ callBySid(sid: "call_fault503") { status } }'],
    ['a refusal', '{ nothing }'],
  ])('to a GET is not cached with %s', async (_, failing) => {
    const { get } = await open();
    expect((await get({ query: failing })).headers.get('cache-control')).toBe('no-store');
  });

  test('to a POST is not cached', async () => {
    const { post } = await open();
    expect((await post({ query })).headers.get('cache-control')).toBe('no-store');
  });
});
