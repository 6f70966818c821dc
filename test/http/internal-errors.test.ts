import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAccessControl } from '../../src/access/access.ts';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { openAccess } from '../../src/domain/caller.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import type { PipelineOptions } from '../../src/gateway/pipeline.ts';
import { createRequestListener } from '../../src/gateway/request-listener.ts';
import { openScope, requestIdOf } from '../../src/gateway/request-scope.ts';
import { createContext } from '../../src/graphql/context.ts';
import { withInternalErrors } from '../../src/http/internal-errors.ts';
import { createLogger, createLogObserver } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { combineObservers, type GatewayObserver } from '../../src/observability/observer.ts';
import { createRequestState, type RequestState } from '../../src/observability/request-state.ts';
import { createTracing } from '../../src/observability/tracing/tracing.ts';
import { withHealthChecks } from '../../src/server/health-checks.ts';
import { listen } from '../../src/server/http-server.ts';
import { entranceNames, openEntrance, post } from '../abuse/doors.ts';
import { openWatched, samplesOf } from '../observability/watched.ts';

// No request is left without a response: an unforeseen error is one with a code, one log line and a count, and nothing of
// its stack leaves.

const nullCondition = {
  query: 'query ($a: Boolean = true) { callSources @include(if: $a) { source } }',
  variables: { a: null },
};

const wanted = {
  errors: [
    {
      message: 'Argument "if" of non-null type "Boolean!" must not be null.',
      locations: [{ line: 1, column: 55 }],
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    },
  ],
  data: null,
};

const asJson = (body: object, headers: Record<string, string> = {}): RequestInit =>
  post(JSON.stringify(body), { 'content-type': 'application/json', ...headers });

const byGet = ({ query, variables = {} }: { query: string; variables?: object }): string =>
  `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;

describe.each(entranceNames)('through %s', name => {
  test('a condition that is null is an error of the operation, by POST and by GET', async () => {
    const { send, door } = await openEntrance(name);
    const answers = [await send('/graphql', asJson(nullCondition)), await send(byGet(nullCondition))];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual(wanted);
    }
    expect(door.cost()).toEqual([]);
  });

  test.each([
    'subscription { x }',
    'subscription { callSources { source } }',
    'subscription A { __typename }',
  ])('%s is answered alike by POST and by GET', async query => {
    const { send } = await openEntrance(name);
    const [posted, got] = [await send('/graphql', asJson({ query })), await send(byGet({ query }))];
    expect(posted.status).toBe(got.status);
    const body = await posted.json();
    expect(body).toEqual(await got.json());
    expect(body.errors[0].extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
  });

  test('any variables of conditions and arguments are answered alike by POST and by GET, with a log line each', async () => {
    const watched = await openWatched();
    const { send } = await openDoorTo(name, watched.gateway);
    const value = fc.oneof(fc.constantFrom(null, true, false, 0, '', 'x', [], {}), fc.jsonValue());
    const variables = fc.record({ a: value, b: value, n: value }, { requiredKeys: [] });
    const type = fc.constantFrom('Boolean', 'Boolean = true', 'Boolean!', 'Boolean! = false');
    const query = fc
      .tuple(type, type, fc.constantFrom('Int', 'Int = 2', 'Int!'))
      .map(
        ([a, b, n]) =>
          `query ($a: ${a}, $b: ${b}, $n: ${n}) { callSources @include(if: $a) { source ...f @skip(if: $b) } calls(first: $n) { edges { node { sid } } } } fragment f on CallSourceInfo { mode @include(if: $b) }`,
      );
    await fc.assert(
      fc.asyncProperty(query, variables, async (query, variables) => {
        const before = watched.lines('request').length;
        const posted = await send('/graphql', asJson({ query, variables }));
        const got = await send(byGet({ query, variables }));
        expect(await posted.json()).toEqual(await got.json());
        expect(posted.status).toBe(got.status);
        expect(watched.lines('request').slice(before)).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });
});

/** A gateway that is there already, asked through one of its two doors. */
async function openDoorTo(name: (typeof entranceNames)[number], gateway: Served) {
  const served = name === 'node:http' ? await listen(gateway.listener, '127.0.0.1', 0) : null;
  onTestFinished(() => served?.close());
  return {
    send(path: string, init?: RequestInit): Promise<Response> {
      const request = new Request(`${served?.url ?? 'http://switchboard.test'}${path}`, init);
      return served ? fetch(request) : gateway.fetch(request);
    },
  };
}

type Served = Pick<ReturnType<typeof createRequestListener>, 'fetch' | 'listener'>;

test('pipelined requests around one that fails are answered in order', async () => {
  const { door } = await openEntrance('node:http');
  const { url, close } = await listen(door.gateway.listener, '127.0.0.1', 0);
  onTestFinished(close);
  const lines = (body: object, last: boolean) => {
    const text = JSON.stringify(body);
    const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n`;
    return `${head}${last ? 'connection: close\r\n' : ''}\r\n${text}`;
  };
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', text => {
    received += text;
  });
  socket.write(
    [{ query: '{ a: __typename }' }, nullCondition, { query: '{ b: __typename }' }]
      .map((body, at) => lines(body, at === 2))
      .join(''),
  );
  await once(socket, 'close');
  const bodies = received
    .split('HTTP/1.1 200 OK')
    .slice(1)
    .map(part => JSON.parse(part.split('\r\n\r\n')[1] ?? ''));
  expect(bodies).toEqual([{ data: { a: 'Query' } }, wanted, { data: { b: 'Query' } }]);
});

const secret = 'secret-of-a-call';

function explode(): never {
  throw new TypeError(secret);
}

/** The parts of a gateway without sources, to be broken one by one. */
function partsWith(observer: GatewayObserver): PipelineOptions {
  const clock = () => performance.now();
  const access = createAccessControl({
    ...openAccess,
    proxy: withoutProxy,
    forwardHeaders: [],
    now: Date.now,
  });
  const federation = { service: true, traces: true };
  const options = {
    ...{
      graphiql: true,
      introspection: true,
      corsOrigins: [],
      path: '/graphql',
      compression: true,
      deadlineMs: 4_000,
      federation,
    },
    ...{ forwardHeaders: [], explain: false, cache: null },
  };
  function open(state: RequestState) {
    const scope = openScope({ state, headers: {}, deadlineMs: 4_000, charge: null, maxReceivedBytes: 1_000 });
    state.scope = scope;
    if (!state.caller) throw new Error('This request has not been admitted.');
    return createContext({ sources: [], driftOf: () => 0, caller: state.caller, scope });
  }
  const begin: PipelineOptions['begin'] = head => createRequestState(head, requestIdOf(head), clock());
  const tracing = createTracing({
    path: '/graphql',
    traceUpstream: false,
    spans: true,
    onFault: () => {},
    clock,
  });
  return { options, sources: [], access, observer, tracing, clock, nextTurn: createTurnQueue(), begin, open };
}

const broken = <T>(): T => new Proxy({}, { get: explode }) as T;

/** Opens a request and then breaks its state. */
const openThen =
  (breakState: (state: RequestState) => void) =>
  (parts: PipelineOptions): PipelineOptions => ({
    ...parts,
    open(state) {
      const context = parts.open(state);
      breakState(state);
      return context;
    },
  });

const breaks: Record<string, (parts: PipelineOptions) => PipelineOptions> = {
  'letting a client in': parts => ({
    ...parts,
    access: { ...parts.access, admit: explode, plugin: { onRequest: explode } },
  }),
  'naming the caller': openThen(state => {
    state.caller = broken();
  }),
  'opening a request': parts => ({ ...parts, open: explode }),
  'making its context': parts => ({ ...parts, open: () => broken() }),
  'closing a request': openThen(state => {
    if (state.scope) state.scope = { ...state.scope, close: explode };
  }),
  'asking for extensions': openThen(state => void Object.assign(state, { sourceEvents: broken() })),
};

describe.each(entranceNames)('an unexpected error, through %s', name => {
  test.each(Object.keys(breaks))(
    'in %s is answered with its code, and has one log line and a count',
    async part => {
      const written: string[] = [];
      const metrics = createMetrics({ stats: () => new Map(), process: false });
      const logger = createLogger('info', { write: line => void written.push(line) });
      const observer = combineObservers([createLogObserver(logger), metrics.observer]);
      const parts = partsWith(observer);
      const door = createRequestListener(breaks[part]?.(parts) ?? parts);
      const listener = withInternalErrors(door.listener, observer.unexpectedError);
      const { send } = await openDoorTo(name, { fetch: door.fetch, listener });
      const requests = [
        ['/graphql', asJson({ query: '{ callSources { source } }' })],
        [byGet({ query: '{ __typename }' })],
      ] as const;
      for (const [path, init] of requests) {
        written.length = 0;
        const response = await send(path, init);
        const text = await response.text();
        expect([200, 500]).toContain(response.status);
        expect(JSON.parse(text).errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
        expect(response.headers.get('content-type')).toContain('json');
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(text).not.toMatch(new RegExp(`${secret}|    at |src/`));
        expect(written).toHaveLength(1);
        expect(written.join()).not.toContain(secret);
      }
      const samples = samplesOf(await metrics.text());
      const counted = samples.filter(
        ({ name, labels }) =>
          (name === 'switchboard_errors_total' && labels['code'] === 'INTERNAL_SERVER_ERROR') ||
          name === 'switchboard_faults_total',
      );
      expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(2);
    },
  );
});

test('an observer that throws affects neither the others nor the response, and is warned about once', () => {
  const told: string[] = [];
  const warnings: string[] = [];
  const bad = {
    ...{ request: explode, clientError: explode, attempt: explode, sourceEvent: explode },
    ...{
      connectionClosed: explode,
      redis: explode,
      redisFailure: explode,
      drift: explode,
      index: explode,
      indexRead: explode,
      traceExport: explode,
      unexpectedError: explode,
    },
  };
  const good = {
    ...bad,
    redis: (event: string) => void told.push(event),
    unexpectedError: (stack: string) => void warnings.push(stack),
  };
  const all = combineObservers([bad, good]);
  for (let each = 0; each < 3; each += 1) all.redis('lost');
  expect(told).toEqual(['lost', 'lost', 'lost']);
  expect(warnings).toEqual([expect.stringMatching(/^TypeError\n/)]);
  expect(warnings.join()).not.toContain(secret);
});

test.each<[string, () => unknown]>([
  ['throws', explode],
  ['rejects', () => Promise.reject(new Error(secret))],
])('a probe that %s is answered with 500, and the process keeps running', async (_, text) => {
  const format = { contentType: 'text/plain', text: async () => String(await text()) };
  const metrics = { ...format, openMetrics: format };
  const probes = { readiness: () => ({ status: 'ready' as const, sources: [] }), metrics, directly: false };
  const { url, close } = await listen(withHealthChecks(probes, explode), '127.0.0.1', 0);
  onTestFinished(close);
  for (const path of ['/metrics', '/elsewhere']) {
    const response = await fetch(url + path);
    expect(response.status).toBe(500);
    expect((await response.json()).errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
  }
  expect((await fetch(`${url}/health`)).status).toBe(200);
});
