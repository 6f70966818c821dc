import type { Ending } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { createFlights, type SharedScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { NoticeKind } from '../domain/source-event.ts';
import { createGates, type Leave, type Load } from './admission.ts';
import type { Attempt, Observer, Route } from './attempt.ts';
import { attemptTimeout, createHttpTransport, type HttpResponse } from './http-transport.ts';
import { isTooRich, parseJson } from './json.ts';
import type { UpstreamLimits } from './limits.ts';
import { createQuota } from './quota.ts';
import type { Lanes } from './rate-limiter.ts';
import { flightKey, headersWith, type Query, queryString } from './request-headers.ts';
import { staleConnection } from './response-handler.ts';
import { createRetries } from './retry.ts';
import {
  type Blamed,
  endedFailure,
  failureOfExchange,
  failureOfStatus,
  oversizedFailure,
  refusalOf,
  retryAfterOf,
  unheardFailure,
  unreadableFailure,
} from './upstream-errors.ts';
import { isObject } from './wire-reader.ts';

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

export interface UpstreamOptions {
  readonly blamed: Blamed;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Counts the purges of the cache: a request that begins after one joins no request from before it. */
  readonly generation: () => number;
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  /** Its quota; null where it has none. */
  readonly lanes: Lanes | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** The time of day in milliseconds, for a `Retry-After` that is a date. */
  readonly now: () => number;
  readonly random: () => number;
  readonly observe: Observer;
  /** Told on whose behalf a request joined another, or waited for the quota. */
  readonly notice: (kind: NoticeKind, scope: RequestScope) => void;
}

interface Attempted {
  readonly path: string;
  readonly number: number;
  /** Whether on a new connection. */
  readonly newConnection: boolean;
}

export function createUpstream(options: UpstreamOptions): Upstream {
  const { blamed, url, generation, limits, proxy, lanes, clock, now, random, observe, notice } = options;
  const transport = createHttpTransport({ url, limits, proxy, failureOf });
  const headersFor = headersWith(options.headers);
  const quota = createQuota({ blamed, lanes, clock });
  const flights = createFlights(reason => endedFailure(blamed, reason));
  const gates = createGates({ blamed, limits, quota, now: clock, queued: scope => notice('QUEUED', scope) });
  const retries = createRetries({ limits, random });

  function failureOf(cause: unknown, { over }: Ending): Error {
    if (over) return endedFailure(blamed, cause);
    return cause === staleConnection
      ? unheardFailure(blamed)
      : failureOfExchange(blamed, cause, cause === attemptTimeout);
  }

  function ask(
    { path, newConnection }: Attempted,
    { carriesTranscript }: Question,
    scope: RequestScope,
  ): Promise<HttpResponse> {
    return transport.get(path, {
      newConnection,
      headers: headersFor(scope),
      maxBytes: carriesTranscript ? limits.maxTranscriptBytes : limits.maxBodyBytes,
      timeoutMs: limits.attemptTimeoutMs,
      ending: scope.ending(),
    });
  }

  function read(answer: HttpResponse, { refusals }: Question, scope: RequestScope): unknown {
    scope.receive(answer.text.length);
    if (refusals?.includes(answer.status)) throw refusalOf(blamed, answer.status);
    const retryAfter = retryAfterOf(answer.retryAfter, now());
    // Because who allows no more requests in this second will not do so in the next tenth of it.
    if (answer.status === 429) quota.slowDown(retryAfter ?? limits.retryBaseMs / 100);
    return judge(blamed, answer, retryAfter);
  }

  /** In one piece, because each function that awaits takes its time, and memory for as long as it waits. */
  async function attempt(attempted: Attempted, question: Question, scope: SharedScope) {
    const { route } = question;
    const startedAt = clock();
    let leave: Leave | null = null;
    let answer: HttpResponse | null = null;
    let failure: unknown = null;
    try {
      const entered = gates.enter(route, scope);
      leave = entered instanceof Promise ? await entered : entered;
      answer = await ask(attempted, question, scope);
      return read(answer, question, scope);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      leave?.(failure);
      const request = { source: blamed.name, route, number: attempted.number, requestId: scope.id };
      observe(attemptOf(request, clock() - startedAt, answer, failure), scope.leader);
    }
  }

  return {
    getJson(question, scope) {
      try {
        // Because who has had enough is not to cost the upstream anything more.
        scope.receive(0);
      } catch (failure) {
        return Promise.reject(failure);
      }
      const path = question.path + queryString(question.query);
      const key = flightKey(generation(), path, scope.headers);
      const { result, coalesced } = flights.join(key, scope, shared =>
        retries.run(
          (number, newConnection) => attempt({ path, number, newConnection }, question, shared),
          shared,
        ),
      );
      if (coalesced) notice('COALESCED', scope);
      return result;
    },
    get load() {
      return gates.load;
    },
    close: () => transport.close(),
  };
}

type Asked = Pick<Attempt, 'source' | 'route' | 'number' | 'requestId'>;

function attemptOf(
  { source, route, number, requestId }: Asked,
  milliseconds: number,
  answer: HttpResponse | null,
  failure: unknown,
): Attempt {
  const known = failure instanceof SwitchboardError ? failure : null;
  return {
    source,
    route,
    number,
    requestId,
    milliseconds,
    code: known?.code ?? null,
    status: answer?.status ?? null,
    bytes: answer?.bytes ?? 0,
    refused: known?.facts.refused ?? null,
  };
}

function judge(blamed: Blamed, { status, text }: HttpResponse, retryAfter: number | null): unknown {
  if (status !== 404 && (status < 200 || status > 299)) throw failureOfStatus(blamed, status, retryAfter);
  if (isTooRich(text)) throw oversizedFailure(blamed);
  const body = parseJson(text);
  if (body === undefined) throw unreadableFailure(blamed);
  if (status !== 404) return body;
  // Because a wrong address behind a proxy answers 404 with a page, only the API's own 404 means absence.
  if (!isObject(body)) throw failureOfStatus(blamed, status, retryAfter);
  return undefined;
}
