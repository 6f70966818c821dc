import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { openAccess } from '../src/domain/caller.ts';
import { withoutProxy } from '../src/domain/proxy-settings.ts';
import { composeGateway, type Gateway, type GatewayOptions } from '../src/gateway/create-gateway.ts';
import {
  type BurkiSandbox,
  type BurkiSandboxOptions,
  type ButterSandbox,
  type ButterSandboxOptions,
  startBurkiSandbox,
  startButterSandbox,
} from '../src/sandbox/index.ts';
import { listen } from '../src/server/http-server.ts';
import { defaultLimits, type UpstreamLimits } from '../src/upstream/limits.ts';

/** A gateway over both sandboxes, asked as a client asks it. Everything is closed when the test ends. */
export interface FrontDoor {
  readonly butter: ButterSandbox;
  readonly burki: BurkiSandbox;
  readonly gateway: Gateway;
  /** Another gateway with the same settings over the same sandboxes, as a second process would be. */
  replica(changed?: Partial<GatewayOptions>): Pick<FrontDoor, 'gateway' | 'ask'>;
  ask(query: string, variables?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>;
  /** Asks with further headers. */
  askWith(query: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  /** Every upstream request since the last call of this, as `BUTTER /api/calls?limit=25`, Butter's first. */
  cost(): string[];
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: it depends on what the query made the gateway say.
  readonly extensions?: any;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds depends on the query that was asked.
  readonly data: any;
  readonly errors: AnswerError[] | undefined;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: (string | number)[];
  readonly extensions: Record<string, unknown>;
}

export interface FrontDoorOptions {
  readonly butter?: ButterSandboxOptions;
  readonly burki?: BurkiSandboxOptions;
  /** Where a source is looked for instead of in its sandbox. */
  readonly urls?: Partial<Record<'BUTTER' | 'BURKI', string>>;
  readonly off?: readonly ('BUTTER' | 'BURKI')[];
  readonly scanPages?: number;
  /** `fetch` where all must ask at the very same moment. */
  readonly way?: 'fetch';
  /** What each source allows; by default anything. */
  readonly requestsPerSecond?: number;
  readonly gateway?: Partial<Omit<GatewayOptions, 'sources'>>;
}

/**
 * Requests enter by node:http, where most queries take the fast path; `FRONT_DOOR=yoga` switches the fast path off, and
 * `FRONT_DOOR=fetch` enters by the Fetch API.
 */
const usualWay = process.env['FRONT_DOOR'] ?? 'node:http';

const plainly = { organizationId: null, account: null, sandboxed: true };
/**
 * Limits without retries and breakers, so that a test sees each upstream request of its query. Timeouts are long enough for a
 * busy machine; a test in which an upstream hangs shortens them.
 */
export const plainLimits: UpstreamLimits = {
  ...defaultLimits,
  connectTimeoutMs: 20_000,
  attemptTimeoutMs: 20_000,
  attempts: 1,
  breaker: { ...defaultLimits.breaker, failures: 1_000 },
};

/** Limits for a test that holds answers itself, however long a busy machine takes meanwhile. */
export const patient = { limits: plainLimits, deadlineMs: 30_000 };

/** Limits for a test in which an upstream hangs. */
export const impatient = { limits: { ...plainLimits, attemptTimeoutMs: 1_000 } };

/** Holds every answer of the sandboxes until the returned function is called. */
export function holdAnswers(...sandboxes: readonly Pick<ButterSandbox, 'play'>[]): () => void {
  let release = () => {};
  const until = new Promise<void>(resolve => {
    release = resolve;
  });
  const ends = sandboxes.map(sandbox => sandbox.play({ fault: { kind: 'hold', until } }));
  return () => {
    for (const end of ends) end();
    release();
  };
}

export async function openFrontDoor(options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const butter = await startButterSandbox({ calls: 120, ...options.butter });
  const burki = await startBurkiSandbox({ calls: 120, ...options.burki });
  const accessTo = (name: 'BUTTER' | 'BURKI', { url, apiKey }: Pick<ButterSandbox, 'url' | 'apiKey'>) =>
    options.off?.includes(name)
      ? null
      : {
          url: options.urls?.[name] ?? url,
          apiKey,
          ...plainly,
          scanPages: options.scanPages ?? 5,
          requestsPerSecond: options.requestsPerSecond ?? ('unlimited' as const),
        };
  const settings: GatewayOptions = {
    graphiql: true,
    introspection: true,
    federation: { service: true, traces: true },
    corsOrigins: [],
    compression: true,
    access: openAccess,
    forwardHeaders: [],
    deadlineMs: 30_000,
    limits: plainLimits,
    proxy: withoutProxy,
    cache: null,
    redisUrl: null,
    explain: false,
    fastPath: usualWay !== 'yoga',
    // So that a test sees what its query costs.
    maxUpstreamRequests: 10_000,
    ...options.gateway,
    sources: {
      BUTTER: accessTo('BUTTER', butter),
      BURKI: accessTo('BURKI', burki),
    },
  };
  const gateway = composeGateway(settings);
  const inside = await openDoor(gateway, options.way);
  onTestFinished(async () => {
    await inside.close();
    await gateway.close();
    await Promise.all([butter.close(), burki.close()]);
  });

  return {
    butter,
    burki,
    gateway,
    ask: inside.ask,
    askWith: inside.askWith,
    replica(changed = {}) {
      const other = composeGateway({ ...settings, ...changed });
      onTestFinished(() => other.close());
      const door = openDoor(other, options.way);
      onTestFinished(async () => (await door).close());
      return { gateway: other, ask: async (...asked) => (await door).ask(...asked) };
    },
    cost() {
      const asked = [
        ...butter.requests.map(({ url }) => `BUTTER ${url}`),
        ...burki.requests.map(({ url }) => `BURKI ${url}`),
      ];
      butter.forget();
      burki.forget();
      return asked;
    },
  };
}

const headers = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json',
  'x-switchboard-explain': '1',
};

async function openDoor(
  gateway: Gateway,
  way = usualWay,
): Promise<Pick<FrontDoor, 'ask' | 'askWith'> & { close(): Promise<void> }> {
  const server = way === 'fetch' ? null : await listen(gateway.listener, '127.0.0.1', 0);

  async function send(
    further: Readonly<Record<string, string>>,
    asking: { readonly query: string; readonly variables: Record<string, unknown> },
    signal = new AbortController().signal,
  ): Promise<Answer> {
    const body = JSON.stringify(asking);
    const asked = { method: 'POST', headers: { ...headers, ...further }, body, signal } as const;
    if (server) {
      const { statusCode, body } = await request(`${server.url}/graphql`, asked);
      return { status: statusCode, ...((await body.json()) as Omit<Answer, 'status'>) };
    }
    const response = await gateway.fetch(new Request('http://switchboard.test/graphql', asked));
    return { status: response.status, ...(await response.json()) };
  }

  return {
    ask: (query, variables = {}, signal) => send({}, { query, variables }, signal),
    askWith: (query, further) => send(further, { query, variables: {} }),
    close: async () => server?.close(),
  };
}

/** The item of one source in a list with an item for each source. */
// biome-ignore lint/suspicious/noExplicitAny: answers in tests have no types.
export function itemOf(items: readonly any[], name: string): any {
  const item = items.find(({ source }) => source === name);
  if (!item) throw new Error(`The answer says nothing of ${name}, or does not select its source.`);
  return item;
}
