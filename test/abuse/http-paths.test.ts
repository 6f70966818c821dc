import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { openFrontDoor } from '../front-door.ts';
import { configOf, startQuietly } from '../settings.ts';
import { entranceNames, openEntrance } from './doors.ts';

const query = '{ callByDatabaseId(databaseId: 101) { status } }';
const data = '{"data":{"callByDatabaseId":{"status":"COMPLETED"}}}';
const json = { 'content-type': 'application/json' };

interface Sent {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request target as it is, because `fetch` would normalize it; a POST carries the query. */
const sendTo = (url: string, path: string, { method, headers = {} }: Sent) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    request(url, { path, method, headers: { ...json, ...headers }, agent: false }, async response =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    )
      .on('error', reject)
      .end(method === 'POST' ? JSON.stringify({ query }) : '');
  });

async function openListener(fastPath: boolean) {
  const door = await openFrontDoor({ gateway: { fastPath } });
  const { url, close } = await listen(door.gateway.listener, '127.0.0.1', 0);
  onTestFinished(close);
  return { door, send: (path: string, sent: Sent) => sendTo(url, path, sent) };
}

/** Targets that some proxy or parser takes for the graph's path, or for a path below it. */
const pieces = ['/', '//', '.', '..', '%2e', '%2F', '%5c', '\\', ';x', 'x', ':80', '?', '#', '@', '/health'];
const graphs = ['/graphql', 'graphql', '/GraphQL', '/%67raphql', 'http://a/graphql', 'http://a/x'];
const targets = fc
  .array(fc.constantFrom(...pieces, ...graphs), { minLength: 1, maxLength: 5 })
  .map(parts => parts.join(''));

const served: Readonly<Record<string, readonly string[]>> = { GET: ['/graphql', '/'], POST: ['/graphql'] };

const originOf = (target: string): string => /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
/** The path as it is spelled; that of an origin alone is `/`. */
const pathOf = (target: string): string =>
  target.slice(originOf(target).length).split('?')[0] || (originOf(target) ? '/' : '');

const doors = [
  ['the fast path', true],
  ['Yoga', false],
] as const;

describe.each(doors)('by node:http through %s,', (_, fastPath) => {
  test.each(['/graphql', '/graphql?', '/graphql?a=//x', 'http://127.0.0.1/graphql'])(
    'the target %s is answered',
    async path => {
      const { send } = await openListener(fastPath);
      expect(await send(path, { method: 'POST' })).toEqual({ status: 200, body: data });
    },
  );

  test.each([
    '//x/graphql',
    '//graphql',
    '/graphql/',
    '/x/../graphql',
    '/./graphql',
    '/x/%2e%2e/graphql',
    '/x\\..\\graphql',
    '/%67raphql',
    '/x%2Fgraphql',
    '/graphql;v=1',
    '/graphql#x',
    '/x?/graphql',
    '/x#/graphql',
    'http://127.0.0.1/x/graphql',
    'http://127.0.0.1//x/graphql',
    '/health',
    '/x/health',
  ])('the target %s is refused, and costs no upstream request', async path => {
    const { door, send } = await openListener(fastPath);
    const { status, body } = await send(path, { method: 'POST' });
    expect([400, 404]).toContain(status);
    expect(JSON.parse(body).errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false });
    expect(door.cost()).toEqual([]);
  });

  test('no target but the exact path of the graph reaches the graph or a page', async () => {
    const { door, send } = await openListener(fastPath);
    await fc.assert(
      fc.asyncProperty(targets, fc.constantFrom('GET', 'POST'), async (target, method) => {
        fc.pre(!(served[method] ?? []).includes(pathOf(target)));
        const { status } = await send(target, { method, headers: { accept: 'text/html, */*' } });
        expect([400, 404]).toContain(status);
        expect(door.cost()).toEqual([]);
      }),
    );
  });
});

describe.each(entranceNames)('%s', name => {
  test('answers a query that ends as the path of a health check does', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql?query={__typename}&x=/health');
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('refuses any URL whose path is not exactly that of the graph', async () => {
    const { door, send } = await openEntrance(name);
    await fc.assert(
      fc.asyncProperty(targets, async target => {
        const path = target.slice(originOf(target).length).replace(/^(?!\/)/, '/');
        fc.pre(new URL(`http://a${path}`).pathname !== '/graphql');
        const response = await send(path, { method: 'POST', headers: json, body: JSON.stringify({ query }) });
        expect([400, 404]).toContain(response.status);
        expect(door.cost()).toEqual([]);
      }),
    );
  });
});

test('health checks, metrics and the cache purge are served at exactly their paths', async () => {
  const { url, stop } = await startQuietly(configOf({ PORT: '0' }));
  onTestFinished(stop);
  const paths = ['/health', '/ready', '/metrics', '/cache'];
  const before = fc.constantFrom('', '/', '//x', '/x', '/x/..', '/.', '/%2e', '/\\', 'http://localhost');
  const after = fc.constantFrom('', '/', '/.', '//', ';x', '%20', '#', '/../cache', '%2F');
  await fc.assert(
    fc.asyncProperty(before, fc.constantFrom(...paths), after, async (prefix, path, suffix) => {
      fc.pre(prefix + suffix !== '');
      const method = path === '/cache' ? 'DELETE' : 'GET';
      const { status } = await sendTo(url, `${prefix}${path}${suffix}`, { method });
      expect([400, 404]).toContain(status);
    }),
  );
});
