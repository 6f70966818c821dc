import type { Cancellation } from '../async/cancellation.ts';
import type { Refund, RequestScope } from '../async/request-scope.ts';
import { createSingleFlight, type SharedRequestScope } from '../async/single-flight.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { SourceEventType } from '../domain/source-event.ts';
import { type Admission, createAdmissionControl, type UpstreamStats } from './admission.ts';
import { attemptOf, isByKey, type OnAttempt, type Route } from './attempt.ts';
import { attemptTimeout, createHttpTransport, type HttpResponse } from './http-transport.ts';
import type { UpstreamLimits } from './limits.ts';
import { parseResponse } from './parse-response.ts';
import type { PauseChannel } from './pause-channel.ts';
import type { QuotaWindows } from './quota-windows.ts';
import { flightKey, headersWith, type QueryParameters, queryString } from './request-headers.ts';
import { staleConnection } from './response-handler.ts';
import { createRetries } from './retry.ts';
import {
  deadlineError,
  expectedStatusError,
  meansNoList,
  noListError,
  retryAfterOf,
  type SourceLabel,
  staleConnectionError,
  transportError,
} from './upstream-errors.ts';

/** Client of one HTTP host, with single-flight, admission control and retries. */
export interface UpstreamClient {
  /** Gets JSON; undefined for the API's 404. Rejects with a SwitchboardError. */
  getJson(request: UpstreamRequest, scope: RequestScope): Promise<JsonResponse | undefined>;
  /** Lifts all pauses after a 429; false unless the other processes are told. */
  liftPauses(): Promise<boolean>;
  readonly stats: UpstreamStats;
  close(): Promise<void>;
}

export interface JsonResponse {
  readonly json: unknown;
  /** The text of which the JSON was parsed. */
  readonly text: string;
}

export interface UpstreamRequest {
  readonly route: Route;
  readonly path: string;
  readonly query?: QueryParameters;
  /** Raises the limit of the body, because a conversation may be long. */
  readonly carriesTranscript?: boolean;
  /** Statuses by which this API rejects a request; such a failure causes no retry and opens no breaker. */
  readonly expectedErrorStatuses?: readonly number[];
}

export interface UpstreamClientOptions extends QuotaWindows {
  readonly source: SourceLabel;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Number of cache purges, so that no request after a purge shares the response of an earlier one. */
  readonly generation: () => number;
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  /** Null without Redis. */
  readonly pauseChannel: PauseChannel | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Wall clock in milliseconds, for a `Retry-After` that is a date. */
  readonly now: () => number;
  readonly random: () => number;
  readonly onAttempt: OnAttempt;
  readonly nextTurn: NextTurn;
  /** Called after a wait in the queue, and when a request is coalesced with another. */
  readonly onSourceEvent: (kind: SourceEventType, scope: RequestScope) => void;
}

interface AttemptOptions {
  readonly path: string;
  readonly number: number;
  readonly newConnection: boolean;
}

/** Rejects the turns of a cancelled request, so that the parsing of a long response ends once nobody waits for it. */
const turnsUntilCancelled =
  (source: SourceLabel, nextTurn: NextTurn) =>
  (scope: RequestScope): NextTurn =>
  async () => {
    await nextTurn();
    const { reason } = scope.cancellation();
    if (reason) throw deadlineError(source, reason);
  };

export function createUpstreamClient(options: UpstreamClientOptions): UpstreamClient {
  const { source, url, generation, limits, proxy, clock, now, random, onAttempt, onSourceEvent } = options;
  const transport = createHttpTransport({ url, limits, proxy, toError, nextTurn: options.nextTurn });
  const headersFor = headersWith(options.headers);
  const singleFlight = createSingleFlight(reason => deadlineError(source, reason));
  const onQueued = (scope: RequestScope) => onSourceEvent('QUEUED', scope);
  const control = createAdmissionControl({ ...options, now: clock, onQueued });
  const retries = createRetries({ limits, random });
  const nextTurnOf = turnsUntilCancelled(source, options.nextTurn);

  function toError(cause: unknown, { reason }: Cancellation): Error {
    if (reason) return deadlineError(source, cause);
    return cause === staleConnection
      ? staleConnectionError(source)
      : transportError(source, cause, cause === attemptTimeout);
  }

  function send(
    { path, newConnection }: AttemptOptions,
    { carriesTranscript }: UpstreamRequest,
    scope: RequestScope,
    { sent }: Admission,
  ): Promise<HttpResponse> {
    return transport.get(path, {
      newConnection,
      headers: headersFor(scope),
      maxBytes: carriesTranscript ? limits.maxTranscriptBytes : limits.maxBodyBytes,
      timeoutMs: limits.attemptTimeoutMs,
      cancellation: scope.cancellation(),
      sent,
    });
  }

  function read(
    response: HttpResponse,
    { route, expectedErrorStatuses }: UpstreamRequest,
    scope: RequestScope,
  ): unknown {
    scope.receive(response.text.length);
    if (expectedErrorStatuses?.includes(response.status)) throw expectedStatusError(source, response.status);
    // The list of an API is never absent, so its 404 is no empty result.
    if (route === 'list' && meansNoList(response.status)) throw noListError(source, response.status);
    const retryAfter = retryAfterOf(response.retryAfter, now());
    // Without Retry-After the pause is ten times the backoff, because most limits count whole seconds.
    if (response.status === 429) control.pause(scope, retryAfter ?? limits.retryBaseMs / 100);
    const nextTurn = nextTurnOf(scope);
    return parseResponse(response, { source, retryAfter, isByKey: isByKey(route), nextTurn });
  }

  /** A single async function, because each further one allocates a promise and adds a microtask. */
  async function attempt(
    attemptOptions: AttemptOptions,
    request: UpstreamRequest,
    scope: SharedRequestScope,
  ): Promise<JsonResponse | undefined> {
    const { route } = request;
    const startedAt = clock();
    let refund: Refund | null = null;
    let admission: Admission | null = null;
    let response: HttpResponse | null = null;
    let failure: unknown = null;
    try {
      if (scope.charge) refund = await scope.charge();
      const admitted = control.admit(route, scope);
      admission = admitted instanceof Promise ? await admitted : admitted;
      response = await send(attemptOptions, request, scope, admission);
      const parsed = read(response, request, scope);
      const json = parsed instanceof Promise ? await parsed : parsed;
      return json === undefined ? undefined : { json, text: response.text };
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      if (admission) admission.release(failure, attemptOptions.path);
      else refund?.();
      const label = { source: source.name, route, number: attemptOptions.number, scope };
      onAttempt(attemptOf(label, clock() - startedAt, response, failure), scope.leader);
    }
  }

  return {
    getJson(request, scope) {
      try {
        // A client request beyond its byte budget sends no further upstream request.
        scope.receive(0);
      } catch (failure) {
        return Promise.reject(failure);
      }
      const path = request.path + queryString(request.query);
      const key = flightKey(generation(), path, scope);
      const { result, shared: coalesced } = singleFlight.run(key, scope, shared =>
        retries.run(
          (number, newConnection) => attempt({ path, number, newConnection }, request, shared),
          shared,
        ),
      );
      if (coalesced) onSourceEvent('COALESCED', scope);
      return result;
    },
    liftPauses: control.liftPauses,
    get stats() {
      return control.stats;
    },
    close: () => transport.close(),
  };
}
