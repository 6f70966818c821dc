import { createServer, IncomingMessage, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isPlainJson } from '../../src/http/request-params.ts';
import { createGateway, openAccess } from '../../src/index.ts';
import { entranceNames, openEntrance, post } from '../abuse/doors.ts';
import { openFrontDoor } from '../front-door.ts';
import { listen } from '../listen.ts';

const query = '{ callByDatabaseId(databaseId: 101) { status } }';
const answer = { data: { callByDatabaseId: { status: 'COMPLETED' } } };
const upstreamRequests = ['BURKI /api/v1/calls/101'];
const get = `?query=${encodeURIComponent(query)}`;
const browser = { headers: { accept: 'text/html' } };
const path = '/api/v1/graph';

describe.each(entranceNames)('a gateway with a path of its own through %s', name => {
  test('answers there, and shows GraphiQL there', async () => {
    const { send, door } = await openEntrance(name, { gateway: { path } });
    expect(await (await send(path, post(JSON.stringify({ query })))).json()).toEqual(answer);
    expect(door.cost()).toEqual(upstreamRequests);
    expect(await (await send(path + get)).json()).toEqual(answer);
    expect(await (await send(path, browser)).text()).toContain('YogaGraphiQL');
  });

  test.each(['/graphql', '/graph', '/api/v1/graph/', '//api/v1/graph', '/api/v1//graph', '/x/api/v1/graph'])(
    'is 404 at %s, for no upstream request',
    async other => {
      const { send, door } = await openEntrance(name, { gateway: { path } });
      expect((await send(other, post(JSON.stringify({ query })))).status).toBe(404);
      expect((await send(other + get)).status).toBe(404);
      expect((await send(other, browser)).status).toBe(404);
      expect(door.cost()).toEqual([]);
    },
  );

  test('names it on the page at /', async () => {
    const { send } = await openEntrance(name, { gateway: { path } });
    const page = await (await send('/', browser)).text();
    expect(page).toContain('GraphiQL, to explore the graph, is at <a href="api/v1/graph">/api/v1/graph</a>');
    expect(page).toContain('The graph is at /api/v1/graph,');
    expect(page).not.toContain('/graphql');
  });

  test('answers at / instead of the landing page where that is its path', async () => {
    const { send } = await openEntrance(name, { gateway: { path: '/' } });
    expect(await (await send('/', post(JSON.stringify({ query })))).json()).toEqual(answer);
    expect(await (await send(`/${get}`)).json()).toEqual(answer);
    expect(await (await send('/', browser)).text()).toContain('YogaGraphiQL');
    expect((await send('/graphql', post(JSON.stringify({ query })))).status).toBe(404);
  });
});

/** Listens on a free port; returns a sender of requests. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  const port = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (target: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${target}`, init);
}

test('exactly the requests to the path of the graph take the fast path', () => {
  const headers = { 'content-type': 'application/json', 'content-length': '9' };
  const sent = (url: string) =>
    Object.assign(new IncomingMessage(new Socket()), { method: 'POST', url, headers });
  const paths = fc.constantFrom('/', '/graphql', '/api/graphql');
  fc.assert(
    fc.property(paths, paths, (url, path) => {
      expect(isPlainJson(sent(url), path)).toBe(url === path);
    }),
  );
});

interface ExpressApp {
  (...parameters: Parameters<RequestListener>): void;
  readonly all: (path: string, listener: RequestListener) => void;
  readonly use: (path: string, listener: RequestListener) => void;
}

/** Express has no types in this project. */
async function createExpressApp(): Promise<ExpressApp> {
  const { default: express } = await import('express' as string);
  return express();
}

test.each([
  ['the whole path', '/api/graph', '/api/graph'],
  ['its prefix', '/api', '/graph'],
  ['its own path', '/api/graph', '/'],
])('in Express below %s, a gateway is reached at /api/graph', async (_, mount, path) => {
  const { gateway, cost } = await openFrontDoor({ gateway: { path } });
  const app = await createExpressApp();
  if (mount === path) app.all(mount, gateway.listener);
  else app.use(mount, gateway.listener);
  const send = await serve(app);
  expect(await (await send('/api/graph', post(JSON.stringify({ query })))).json()).toEqual(answer);
  expect(cost()).toEqual(upstreamRequests);
  expect(await (await send(`/api/graph${get}`)).json()).toEqual(answer);
  expect(await (await send('/api/graph', browser)).text()).toContain('YogaGraphiQL');
  expect((await send('/api/graphql', post(JSON.stringify({ query })))).status).toBe(404);
});

const sources = { BURKI: { apiKey: 'a-key' } };

test('a path is refused unless every proxy and parser reads it in one way', async () => {
  const segment = fc.stringMatching(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,8}$/);
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), segments => {
      const gateway = createGateway({ sources, access: openAccess, path: `/${segments.join('/')}` });
      expect(gateway.listener).toBeTypeOf('function');
    }),
    { numRuns: 20 },
  );
  const odd = [
    '',
    'graphql',
    '/graphql/',
    '//graphql',
    '/a//b',
    '/.',
    '/a/../b',
    '/%67raphql',
    '/a?b',
    '/a#b',
    '/a b',
    '/é',
    '/a\\b',
    '/a;v=1',
    '*',
  ];
  for (const path of odd)
    expect(() => createGateway({ sources, access: openAccess, path })).toThrow(
      'createGateway: `path` must begin with a slash, and hold only letters, digits, and . _ ~ - between its slashes, such as /api/graphql.',
    );
});
