import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ClientRequest } from '../../src/observability/observer.ts';
import { entranceNames, openEntrance, post } from '../abuse/doors.ts';
import type { FrontDoorOptions } from '../front-door.ts';
import { silentObserver } from '../silent-observer.ts';

// What a client gets does not depend on the way its request goes: a POST of JSON goes the short one through a listener of
// node:http, as far as all is in order with it, and the long one through `fetch`.

const call = '{ callBySid(sid: "call_abc123def456") { status cost { total } turns { events { text } } } }';
const hash = createHash('sha256').update(call).digest('hex');

const asJson = (body: object, headers: Record<string, string> = {}): RequestInit =>
  post(JSON.stringify(body), { 'content-type': 'application/json', ...headers });

const requests: readonly (readonly [string, RequestInit])[] = [
  ['a call', asJson({ query: call })],
  ['a call for a client of today', asJson({ query: call }, { accept: 'application/graphql-response+json' })],
  [
    'a call for a client that accepts both response types',
    asJson(
      { query: call },
      { accept: 'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8' },
    ),
  ],
  ['a call for a client that accepts any type', asJson({ query: call }, { accept: 'text/plain, */*' })],
  ['a call for a client that accepts no JSON', asJson({ query: call }, { accept: 'text/html' })],
  ['a call with a request id', asJson({ query: call }, { 'x-request-id': 'mine-1' })],
  ['a call with its explanation', asJson({ query: call }, { 'x-switchboard-explain': '1' })],
  ['a call from a page of a listed origin', asJson({ query: call }, { origin: 'https://app.example.com' })],
  ['a call from a page of another origin', asJson({ query: call }, { origin: 'https://evil.example.com' })],
  [
    'a list',
    asJson({
      query: '{ calls(first: 20) { edges { node { sid agent { name } } } coverage { state } } }',
    }),
  ],
  [
    'variables and an operation of several',
    asJson({
      query:
        'query A { callSources { source } } query B($id: ID!) { callByDatabaseId(databaseId: $id) { id transcript { text call { sid } } } }',
      operationName: 'B',
      variables: { id: '101' },
    }),
  ],
  [
    'two calls of which one is not a sid',
    asJson({ query: '{ a: callBySid(sid: "!") { id } b: callByDatabaseId(databaseId: 101) { id } }' }),
  ],
  ['a call that is not found', asJson({ query: '{ callBySid(sid: "call_none") { id } }' })],
  ['an alias that promises have', asJson({ query: '{ then: callSources { then: source } }' })],
  ['introspection', asJson({ query: '{ __type(name: "Call") { name } }' })],
  ['an unknown hash', asJson({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })],
  [
    'a document with its hash',
    asJson({ query: call, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }),
  ],
  [
    'a document with the hash of another',
    asJson({
      query: '{ callSources { source } }',
      extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
    }),
  ],
  ['an unknown operation name', asJson({ query: 'query A { callSources { source } }', operationName: 'B' })],
  ['a wrong variable', asJson({ query: 'query ($id: ID!) { call(id: $id) { id } }', variables: { id: [] } })],
  ['variables that are a list', asJson({ query: '{ callSources { source } }', variables: [] })],
  ['an unknown parameter', asJson({ query: '{ callSources { source } }', foo: 1 })],
  ['a document that does not fit the schema', asJson({ query: '{ nothing }' })],
  ['a document that is not GraphQL', asJson({ query: '{' })],
  ['a document that is too deep', asJson({ query: '{ a'.repeat(20) + ' }'.repeat(20) })],
  [
    'a query above the cost ceiling',
    asJson({ query: '{ calls(first: 100) { edges { node { transcript { text } recordings { url } } } } }' }),
  ],
  ['a mutation', asJson({ query: 'mutation { nothing }' })],
  ['a batch', asJson([{ query: call }])],
  ['a body that is not JSON', post('{')],
  ['an empty body', post('')],
  ['a body that is too large', post(`"${'x'.repeat(300_000)}"`)],
  ['a body of another type', post('query=x', { 'content-type': 'application/x-www-form-urlencoded' })],
];

const ofTheConnection = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

/** A clock shared by all sandboxes, because the calls they generate are relative to the current time. */
const opened = new Date();
const invented = { now: () => opened };

/** All that a client gets, what it cost, and what is told of it; but what is never twice the same. */
async function outcome(name: (typeof entranceNames)[number], init: RequestInit, options: FrontDoorOptions) {
  const told: ClientRequest[] = [];
  const observer = {
    ...silentObserver,
    request: (request: ClientRequest) => void told.push(request),
  };
  const { send, door } = await openEntrance(name, {
    ...options,
    butter: invented,
    burki: invented,
    gateway: {
      corsOrigins: ['https://app.example.com'],
      explain: true,
      maxUpstreamRequests: 80,
      ...options.gateway,
      observers: [observer],
    },
  });
  const answers = [];
  for (const sight of ['first', 'second', 'third', 'fourth']) {
    const response = await send('/graphql', init);
    const headers = [...response.headers].filter(
      ([header]) => !ofTheConnection.includes(header.toLowerCase()),
    );
    const text = (await response.text()).replaceAll(/"milliseconds":[\d.]+/g, '"milliseconds":0');
    const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    answers.push({
      sight,
      status: response.status,
      headers: headers.map(withoutId).sort(),
      body,
      cost: door.cost(),
    });
  }
  return {
    answers,
    told: told.map(request => ({
      ...request,
      milliseconds: 0,
      requestId: withoutId(['x-request-id', request.requestId]),
    })),
  };
}

const withoutId = ([name, value]: readonly [string, string]): string =>
  name === 'x-request-id' && uuid.test(value) ? name : `${name.toLowerCase()}: ${value}`;

test.each(requests)('both entrances answer alike: %s', async (_, init) => {
  const [long, short] = await Promise.all(entranceNames.map(name => outcome(name, init, {})));
  expect(short).toEqual(long);
});

// From the second time on what the sources said is remembered, the fourth time a whole answer is.
test.each(requests)('both entrances answer alike from the cache: %s', async (_, init) => {
  const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
  const [long, short] = await Promise.all(
    entranceNames.map(name => outcome(name, init, { gateway: { cache } })),
  );
  expect(short).toEqual(long);
});

test.each([
  ['without a key', {}],
  ['with a wrong key', { 'x-api-key': 'a-wrong-key-of-some-length' }],
  ['with a valid key', { 'x-api-key': 'a-good-key-of-some-length' }],
])('both entrances answer alike %s', async (_, headers) => {
  const access = {
    apiKeys: [{ name: 'web', key: 'a-good-key-of-some-length' }],
    tokens: null,
    requestsPerMinute: 1,
    trustProxy: false,
  };
  const init = asJson({ query: call }, headers);
  const [long, short] = await Promise.all(
    entranceNames.map(name => outcome(name, init, { gateway: { access } })),
  );
  expect(short).toEqual(long);
});
