import { SwitchboardError } from '../domain/errors.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import { isObject } from './decode.ts';
import { type Answer, createExchange, timeIsOver } from './exchange.ts';
import {
  type Blamed,
  endedFailure,
  failureOfExchange,
  failureOfStatus,
  oversizedFailure,
  refusalOf,
  retryAfterOf,
  unreadableFailure,
} from './failures.ts';
import { createGates, type Load } from './gates.ts';
import { isTooRich, parseJson } from './json.ts';
import type { UpstreamLimits } from './limits.ts';
import type { Observer, Route } from './observer.ts';
import { createRetryBudget, withRetries } from './retry.ts';

/** One HTTP host as the network sees it. */
export interface Upstream {
  /** The JSON under a path, or undefined where the API says that nothing is there. */
  getJson(question: Question, scope: RequestScope): Promise<unknown>;
  readonly load: Load;
  close(): Promise<void>;
}

export interface Question {
  readonly route: Route;
  readonly path: string;
  readonly query?: Query;
  /** Whether the answer carries a conversation, and so may be long. */
  readonly carriesTranscript?: boolean;
  /** Statuses that are this API's way to say no: a failure, but none to try again or to open a breaker for. */
  readonly refusals?: readonly number[];
}

export type Query = Readonly<Record<string, string | number | null>>;

export interface UpstreamOptions {
  readonly blamed: Blamed;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: UpstreamLimits;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** The time of day in milliseconds, for a `Retry-After` that is a date. */
  readonly now: () => number;
  readonly random: () => number;
  readonly observe: Observer;
}

export function createUpstream(options: UpstreamOptions): Upstream {
  const { blamed, url, limits, clock, now, random, observe } = options;
  const wire = createExchange(url, limits);
  const own = ownHeaders(options.headers);
  const gates = createGates(blamed, limits, clock);
  const retrying = { limits, random, budget: createRetryBudget() };

  async function exchange(path: string, maxBytes: number, scope: RequestScope): Promise<Answer> {
    const headers = { ...scope.headers, ...own, 'x-request-id': scope.id };
    try {
      const timeoutMs = limits.attemptTimeoutMs;
      return await wire.get(path, { headers, maxBytes, timeoutMs, signal: scope.signal });
    } catch (cause) {
      if (scope.signal.aborted) throw endedFailure(blamed, cause);
      throw failureOfExchange(blamed, cause, cause === timeIsOver);
    }
  }

  async function attempt(
    { route, path, query, refusals, carriesTranscript }: Question,
    scope: RequestScope,
    number: number,
  ): Promise<unknown> {
    const startedAt = clock();
    let answer: Answer | null = null;
    let failure: unknown = null;
    try {
      return await gates.pass(route, scope, async () => {
        const maxBytes = carriesTranscript ? limits.maxTranscriptBytes : limits.maxBodyBytes;
        answer = await exchange(path + queryString(query), maxBytes, scope);
        if (refusals?.includes(answer.status)) throw refusalOf(blamed, answer.status);
        return judge(blamed, answer, retryAfterOf(answer.retryAfter, now()));
      });
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      observe(
        {
          source: blamed.name,
          route,
          number,
          requestId: scope.id,
          milliseconds: clock() - startedAt,
          ...outcomeOf(answer, failure),
        },
        scope,
      );
    }
  }

  return {
    getJson: (question, scope) => withRetries(number => attempt(question, scope, number), scope, retrying),
    get load() {
      return gates.load;
    },
    close: () => wire.close(),
  };
}

/** In lower case, so that they take the place of a client's of the same name. */
const ownHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => ({
  accept: 'application/json',
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
});

function outcomeOf(answer: Answer | null, failure: unknown) {
  const known = failure instanceof SwitchboardError ? failure : null;
  return {
    code: known?.code ?? null,
    status: answer?.status ?? null,
    bytes: answer?.bytes ?? 0,
    refused: known?.facts.refused ?? null,
  };
}

function judge(blamed: Blamed, { status, text }: Answer, retryAfter: number | null): unknown {
  if (status !== 404 && (status < 200 || status > 299)) throw failureOfStatus(blamed, status, retryAfter);
  if (isTooRich(text)) throw oversizedFailure(blamed);
  const body = parseJson(text);
  if (body === undefined) throw unreadableFailure(blamed);
  if (status !== 404) return body;
  // Because a wrong address behind a proxy answers 404 with a page, only the API's own 404 means absence.
  if (!isObject(body)) throw failureOfStatus(blamed, status, retryAfter);
  return undefined;
}

function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}
