import { onTestFinished } from 'vitest';
import { createGateway, type GatewayOptions } from '../src/gateway.ts';
import {
  type BurkiSandbox,
  type BurkiSandboxOptions,
  type ButterSandbox,
  type ButterSandboxOptions,
  startBurkiSandbox,
  startButterSandbox,
} from '../src/sandbox/index.ts';

/** A gateway over both sandboxes, asked as a client asks it. Everything is closed when the test ends. */
export interface FrontDoor {
  readonly butter: ButterSandbox;
  readonly burki: BurkiSandbox;
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Every upstream request since the last call of this, as `BUTTER /api/calls?limit=25`, Butter's first. */
  cost(): string[];
}

export interface Answer {
  readonly status: number;
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
  readonly off?: readonly ('BUTTER' | 'BURKI')[];
  readonly scanPages?: number;
  readonly gateway?: Partial<Omit<GatewayOptions, 'sources'>>;
}

const plainly = { organizationId: null, creditPrice: null, sandboxed: true };
const limits = { connectTimeoutMs: 500, attemptTimeoutMs: 300, maxBodyBytes: 4_000_000, connections: 64 };

export async function openFrontDoor(options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const butter = await startButterSandbox({ calls: 120, ...options.butter });
  const burki = await startBurkiSandbox({ calls: 120, ...options.burki });
  const accessTo = (name: 'BUTTER' | 'BURKI', { url, apiKey }: ButterSandbox | BurkiSandbox) =>
    options.off?.includes(name) ? null : { url, apiKey, ...plainly, scanPages: options.scanPages ?? 5 };
  const gateway = createGateway({
    graphiql: true,
    introspection: true,
    corsOrigins: [],
    deadlineMs: 2_000,
    limits,
    ...options.gateway,
    sources: { BUTTER: accessTo('BUTTER', butter), BURKI: accessTo('BURKI', burki) },
  });
  onTestFinished(async () => {
    await gateway.close();
    await Promise.all([butter.close(), burki.close()]);
  });

  return {
    butter,
    burki,
    async ask(query, variables = {}) {
      const request = new Request('http://switchboard.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query, variables }),
      });
      const response = await gateway.fetch(request);
      return { status: response.status, ...(await response.json()) };
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
