import { describe, expect, test } from 'vitest';
import { createApiKeys } from '../../src/access/api-keys.ts';
import { type AccessOptions, openAccess } from '../../src/domain/caller.ts';
import { entranceNames, openEntrance, post } from '../abuse/doors.ts';
import {
  answer,
  asking,
  bearer,
  goodKey,
  otherKey,
  rejectionOf,
  requestsOfAnswer,
  unauthenticated,
} from './asking.ts';

const access: AccessOptions = {
  ...openAccess,
  apiKeys: [
    { name: 'web', key: goodKey },
    { name: null, key: otherKey },
  ],
};

describe.each(entranceNames)('with API keys, through %s', name => {
  test.each([
    ['as a bearer', bearer(goodKey)],
    ['as a bearer in other letters', { authorization: `bearer  ${goodKey}` }],
    ['as x-api-key', { 'x-api-key': goodKey }],
    [
      'as x-api-key beside an authorization for somebody else',
      { authorization: 'Basic eA==', 'x-api-key': otherKey },
    ],
  ])('a query with a valid key %s is answered', async (_, headers) => {
    const { door, send } = await openEntrance(name, { gateway: { access } });
    const response = await send('/graphql', asking(headers));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(answer);
    expect(door.cost()).toEqual(requestsOfAnswer);
  });

  test.each<[string, Record<string, string>]>([
    ['no key', {}],
    ['an empty key', { 'x-api-key': '' }],
    ['a wrong key of the same length', bearer(goodKey.replace('a', 'b'))],
    ['the beginning of a key', bearer(goodKey.slice(0, -1))],
    ['more than a key', bearer(`${goodKey}x`)],
    ['the name of a key', bearer('web')],
    ['a name with its key', bearer(`web:${goodKey}`)],
    ['a key in other letters', bearer(goodKey.toUpperCase())],
    ['a key as the password of Basic', { authorization: `Basic ${btoa(`web:${goodKey}`)}` }],
    ['both keys at once', bearer(`${goodKey}, ${otherKey}`)],
    ['a wrong bearer beside a good x-api-key', { ...bearer('wrong'), 'x-api-key': goodKey }],
  ])('a query with %s is refused, for no upstream request', async (_, headers) => {
    const { door, send } = await openEntrance(name, { gateway: { access } });
    const response = await send('/graphql', asking(headers));
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await rejectionOf(response)).toEqual(unauthenticated);
    expect(door.cost()).toEqual([]);
  });

  test('a refusal does not depend on the document, because it is not read', async () => {
    const { send } = await openEntrance(name, { gateway: { access } });
    for (const body of ['{ not json', JSON.stringify({ query: '{{{{' }), 'x'.repeat(300_000)])
      expect(await rejectionOf(await send('/graphql', post(body)))).toEqual(unauthenticated);
    expect(await rejectionOf(await send('/graphql?query={__typename}'))).toEqual(unauthenticated);
    expect(await rejectionOf(await send('/elsewhere'))).toEqual(unauthenticated);
  });

  test('a refusal comes in the format that the client accepts', async () => {
    const { send } = await openEntrance(name, { gateway: { access } });
    const accept = 'application/graphql-response+json';
    const response = await send('/graphql', asking({ accept }));
    expect(await rejectionOf(response)).toEqual(unauthenticated);
    expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
  });

  test('a preflight and the GraphiQL page need no key; its queries do', async () => {
    const corsOrigins = ['https://app.example.com'];
    const { send } = await openEntrance(name, { gateway: { access, corsOrigins } });
    const preflight = await send('/graphql', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect([preflight.status, await preflight.text()]).toEqual([204, '']);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    const page = await send('/graphql', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<title>Switchboard</title>');
    expect(await rejectionOf(await send('/graphql', asking({ accept: 'text/html' })))).toEqual(
      unauthenticated,
    );
  });

  test('a page of a listed origin can read the refusal', async () => {
    const origin = 'https://app.example.com';
    const { send } = await openEntrance(name, { gateway: { access, corsOrigins: [origin] } });
    const response = await send('/graphql', asking({ origin }));
    expect(await rejectionOf(response)).toEqual(unauthenticated);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('without GraphiQL a browser needs a key for the page too', async () => {
    const { send } = await openEntrance(name, { gateway: { access, graphiql: false } });
    const response = await send('/graphql', { headers: { accept: 'text/html' } });
    expect(await rejectionOf(response)).toEqual(unauthenticated);
  });
});

test('a refusal does not repeat the key', async () => {
  const { send } = await openEntrance('gateway.fetch', { gateway: { access } });
  const response = await send('/graphql', asking(bearer('hush-hush-hush-hush')));
  expect(await response.text()).not.toContain('hush');
});

describe('the holder of a key', () => {
  const findHolder = createApiKeys(access.apiKeys);

  test('is named after its key', () => {
    expect(findHolder(goodKey)).toEqual({ name: 'web', authMethod: 'API_KEY' });
  });

  test('is named after a stable hash if the key has no name, without any part of the key', () => {
    expect(findHolder(otherKey)).toEqual({ name: 'key-c61d4975', authMethod: 'API_KEY' });
  });

  test('is unknown, without an error, for a key of another length', () => {
    for (const presented of ['', 'x', goodKey.repeat(100)]) expect(findHolder(presented)).toBeNull();
  });

  test('can have two keys, so that keys can be rotated', () => {
    const both = createApiKeys([
      { name: 'web', key: goodKey },
      { name: 'web', key: otherKey },
    ]);
    expect(both(goodKey)).toEqual(both(otherKey));
  });
});
