import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInThisContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';
import { freePort } from '../listen.ts';
import { blocks, section } from '../docs/pages.ts';

// Fastify and Koa make code from strings, so that these tests cannot run under Node's flag against it, as `npm test` does in CI.

const query = '{ callByDatabaseId(databaseId: 101) { status } }';
const answer = { data: { callByDatabaseId: { status: 'COMPLETED' } } };
const json = { 'content-type': 'application/json' };
const upstreamRequests = ['BURKI /api/v1/calls/101'];

type Exports = Readonly<Record<string, (request: Request) => Promise<Response>>>;
type Program = (load: (name: string) => Promise<object>) => Promise<Exports>;

const page = 'docs/embedding.md';

/** The example of the page below a heading. */
const exampleOf = (heading: string): string =>
  blocks(page, 'js').find(block => section(page, heading).includes(block)) ?? '';

/** Runs a module in this process; `./gateway.js` is the given gateway. Returns its exports. */
function runModule(code: string, { gateway }: Pick<FrontDoor, 'gateway'>): Promise<Exports> {
  const body = code
    .replace(/^import (\w+) from '(.+)';$/gm, "const { default: $1 } = await load('$2');")
    .replace(/^import (\{.+\}) from '(.+)';$/gm, "const $1 = await load('$2');")
    .replace(
      /^export \{(.+)\};$/gm,
      (_, names: string) => `return {${names.replace(/(\w+) as (\w+)/g, '$2: $1')}};`,
    );
  // Unlike a constructor of functions, this works where Node forbids code from strings.
  const program: Program = runInThisContext(`(async load => {${body}\n})`);
  return program(async name => (name.endsWith('/gateway.js') ? { gateway } : import(name)));
}

/** Closes the server that listens on a port with the test, whichever framework has created it. */
function closeServerOf(port: number): void {
  const servers = new Set<Server>();
  const note = (message: unknown) => {
    const { server } = message as { readonly server: Server };
    if ((server.address() as AddressInfo | null)?.port === port) servers.add(server);
  };
  subscribe('http.server.request.start', note);
  onTestFinished(() => {
    unsubscribe('http.server.request.start', note);
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });
}

/** Runs an example that listens on port 4000, on a free port instead. */
async function openExample(code: string) {
  const door = await openFrontDoor();
  const port = await freePort();
  // The server of Hono replaces these for the whole process.
  const { Request, Response } = globalThis;
  onTestFinished(() => void Object.assign(globalThis, { Request, Response }));
  closeServerOf(port);
  await runModule(code.replace('4000', String(port)), door);
  const send = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
  await expect.poll(() => send('/nothing').then(({ status }) => status, String)).toBe(404);
  return { ...door, send };
}

const post = (body: object, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});

describe.each(['node:http', 'Express', 'Fastify', 'Hono', 'Koa'])('the example of %s', heading => {
  test('answers by POST and by GET, for the requests that the query costs', async () => {
    const { send, cost } = await openExample(exampleOf(heading));
    for (const padding of ['', 'x'.repeat(60_000)]) {
      const response = await send('/graphql', post({ query, extensions: { padding } }));
      expect([response.status, await response.json()]).toEqual([200, answer]);
      expect(cost()).toEqual(upstreamRequests);
    }
    const response = await send(`/graphql?query=${encodeURIComponent(query)}`);
    expect([response.status, await response.json()]).toEqual([200, answer]);
    expect(cost()).toEqual(upstreamRequests);
  });

  test('answers in parts, refuses what is no query, and shows GraphiQL', async () => {
    const { send } = await openExample(exampleOf(heading));
    const deferred = '{ callByDatabaseId(databaseId: 101) { sid ... @defer { status } } }';
    const parts = await send('/graphql', post({ query: deferred }, { accept: 'multipart/mixed' }));
    expect(await parts.text()).toContain('"incremental":[{"data":{"status":"COMPLETED"}');
    const refused = await send('/graphql', post({ nothing: true }));
    expect([refused.status, (await refused.json()).errors[0].extensions.code]).toEqual([
      400,
      'BAD_USER_INPUT',
    ]);
    const page = await send('/graphql', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

test('the example of Next exports route handlers, which return a Response of the runtime', async () => {
  const door = await openFrontDoor();
  const { GET, POST, OPTIONS } = await runModule(exampleOf('Next'), door);
  const url = 'http://localhost:3000/graphql';
  const responses = [
    await POST?.(new Request(url, post({ query }))),
    await GET?.(new Request(`${url}?query=${encodeURIComponent(query)}`)),
  ];
  for (const response of responses) {
    expect(response).toBeInstanceOf(Response);
    expect(await response?.json()).toEqual(answer);
  }
  expect((await OPTIONS?.(new Request(url, { method: 'OPTIONS' })))?.status).toBe(204);
});

describe('in Express,', () => {
  test.each([
    ['no parser', ''],
    ['express.json', 'app.use(express.json());'],
    ['express.text', "app.use(express.text({ type: '*/*' }));"],
    ['express.raw', "app.use(express.raw({ type: '*/*' }));"],
  ])('a listener behind %s is answered, below a mount too', async (_, parser) => {
    const code = exampleOf('Express')
      .replace('app.use(express.json());', parser)
      .replace('app.all', "app.use('/api', gateway.listener);\napp.all");
    const { send } = await openExample(code);
    for (const path of ['/graphql', '/api/graphql']) {
      expect(await (await send(path, post({ query }))).json()).toEqual(answer);
      expect(await (await send(`${path}?query=${encodeURIComponent(query)}`)).json()).toEqual(answer);
    }
    expect((await send('/api/x/graphql', post({ query }))).status).toBe(404);
  });

  test('a form is refused behind its parser', async () => {
    const code = exampleOf('Express').replace('express.json()', 'express.urlencoded()');
    const { send, cost } = await openExample(code);
    const response = await send('/graphql', { method: 'POST', body: new URLSearchParams({ query }) });
    expect(response.status).toBe(415);
    expect(cost()).toEqual([]);
  });
});

test('in Fastify, a listener that gets no body is refused with a reason', async () => {
  const code = exampleOf('Fastify').replace(/^.*request\.body.*$/m, '');
  const { send } = await openExample(code);
  const response = await send('/graphql', post({ query }));
  expect(response.status).toBe(400);
  expect((await response.json()).errors[0].message).toContain('`request.body` does not hold it');
});
