import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { entranceNames, openEntrance, post } from '../abuse/doors.ts';

const both = JSON.stringify({
  query: '{ a: callBySid(sid: "call_abc123def456") { sid } b: callByDatabaseId(databaseId: 101) { status } }',
});

const sent = {
  'content-type': 'application/json',
  'x-tenant': 'acme',
  'accept-language': 'de, en;q=0.5',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  authorization: 'Bearer of-the-client',
  'x-api-key': 'of-the-client',
  cookie: 'session=1',
};

/** Asks both sources with those headers; gives the headers that each of them got. */
async function forward(
  entrance: (typeof entranceNames)[number],
  forwardHeaders: readonly string[],
  headers: Record<string, string> = {},
) {
  const { door, send } = await openEntrance(entrance, { gateway: { forwardHeaders } });
  const response = await send('/graphql', post(both, { ...sent, ...headers }));
  expect(await response.json()).toEqual({
    data: { a: { sid: 'call_abc123def456' }, b: { status: 'COMPLETED' } },
  });
  return { butter: door.butter.requests[0]?.headers ?? {}, burki: door.burki.requests[0]?.headers ?? {} };
}

const own = ['accept', 'connection', 'host', 'x-request-id'];

test.each(entranceNames)(
  'no header of a client reaches an upstream by itself, through %s',
  async entrance => {
    const { butter, burki } = await forward(entrance, []);
    expect(Object.keys(butter).sort()).toEqual([...own, 'x-api-key'].sort());
    expect(Object.keys(burki).sort()).toEqual([...own, 'authorization'].sort());
  },
);

test.each(entranceNames)(
  'headers that a rule names reach the upstream unchanged, through %s',
  async entrance => {
    const { butter, burki } = await forward(entrance, ['x-tenant', 'accept-language', 'x-absent']);
    for (const headers of [butter, burki]) {
      expect(headers).toMatchObject({ 'x-tenant': 'acme', 'accept-language': 'de, en;q=0.5' });
      expect(headers).not.toHaveProperty('traceparent');
      expect(headers).not.toHaveProperty('x-absent');
    }
  },
);

test('a credential of the client is forwarded only by name, and never replaces that of the gateway', async () => {
  // Both sandboxes answer, so each got the key that the gateway holds.
  const { butter, burki } = await forward('node:http', ['authorization', 'x-api-key']);
  expect(Object.keys(butter).sort()).toEqual([...own, 'authorization', 'x-api-key'].sort());
  expect(Object.keys(burki).sort()).toEqual([...own, 'authorization', 'x-api-key'].sort());
});

const unfit = [
  ['longer than 4 kB', 'x'.repeat(4_097)],
  ['not of ASCII', 'sch\u00f6n'],
  ['with a tab', 'a\tb'],
  ['that is empty', ''],
] as const;

describe.each(entranceNames)('through %s', name => {
  test.each(unfit)(
    'a request with a named header %s is refused, for no upstream request',
    async (_, value) => {
      const { door, send } = await openEntrance(name, { gateway: { forwardHeaders: ['x-tenant'] } });
      const response = await send('/graphql', post(both, { ...sent, 'x-tenant': value }));
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: 'The header x-tenant is forwarded, and takes 1 to 4096 printable ASCII characters.',
            extensions: { code: 'BAD_USER_INPUT', retryable: false },
          },
        ],
      });
      expect(door.cost()).toEqual([]);
    },
  );

  test('any value of a named header is forwarded unchanged or refused', async () => {
    const { door, send } = await openEntrance(name, { gateway: { forwardHeaders: ['x-tenant'] } });
    const code = fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff }));
    const character = code.map(each => String.fromCharCode(each));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: character, maxLength: 10 }), async value => {
        const { status } = await send('/graphql', post(both, { ...sent, 'x-tenant': value }));
        const tenants = [...door.butter.requests, ...door.burki.requests].map(
          ({ headers }) => headers['x-tenant'],
        );
        door.cost();
        expect([status, tenants]).toEqual(/^[!-~]+$/.test(value) ? [200, [value, value]] : [400, []]);
      }),
      { numRuns: 50 },
    );
  });
});

test.each([
  'host',
  'cookie',
  'connection',
  'transfer-encoding',
  'te',
  'proxy-authorization',
  'content-length',
  'accept-encoding',
  'if-none-match',
  'x-request-id',
  '__proto__',
  'X-Tenant',
  'x tenant',
  'x-tenant,,x-user',
  Array.from({ length: 21 }, (_, number) => `x-${number}`).join(','),
])('FORWARD_HEADERS refuses %s', value => {
  const result = readConfig({ FORWARD_HEADERS: value });
  expect('problems' in result && result.problems).toEqual([
    expect.stringMatching(/^FORWARD_HEADERS: expected/),
  ]);
});

test('FORWARD_HEADERS is a list of names', () => {
  const result = readConfig({ FORWARD_HEADERS: 'x-tenant, authorization,traceparent' });
  expect('config' in result && result.config.forwardHeaders).toEqual([
    'x-tenant',
    'authorization',
    'traceparent',
  ]);
});
