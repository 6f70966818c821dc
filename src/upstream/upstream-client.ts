import type { Cancellation } from '../async/cancellation.ts';
import type { Refund, RequestScope } from '../async/request-scope.ts';
import { createSingleFlight, type SharedRequestScope } from '../async/single-flight.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { SourceEventDetails, SourceEventType } from '../domain/source-event.ts';
import { type Admission, createAdmissionControl, type UpstreamStats } from './admission.ts';
import { attemptOf, type OnAttempt, type OnRequest, type RequestFollower, type Route } from './attempt.ts';
import { attemptTimeout, createHttpTransport, type HttpResponse } from './http-transport.ts';
import type { UpstreamLimits } from './limits.ts';
import type { PauseChannel } from './pause-channel.ts';
import type { QuotaWindows } from './quota-windows.ts';
import { createReadResponse } from './read-response.ts';
import { flightKey, headersWith, type QueryParameters, queryString } from './request-headers.ts';
import { staleConnection } from './response-handler.ts';
import { createRetries } from './retry.ts';
import { deadlineError, type SourceLabel, staleConnectionError, transportError } from './upstream-errors.ts';

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
  readonly onRequest?: OnRequest | undefined;
  readonly nextTurn: NextTurn;
  /** Called after a wait in the queue, and when a request is coalesced with another. */
  readonly onSourceEvent: (kind: SourceEventType, scope: RequestScope, more?: SourceEventDetails) => void;
}

interface AttemptOptions {
  readonly path: string;
  readonly number: number;
  readonly newConnection: boolean;
  /** Null if nothing follows the request. */
  readonly follower: RequestFollower | null;
}

const noHeaders: readonly string[] = [];

export function createUpstreamClient(options: UpstreamClientOptions): UpstreamClient {
  const { source, url, generation, limits, proxy, clock, random, onAttempt, onSourceEvent } = options;
  const transport = createHttpTransport({ url, limits, proxy, toError, nextTurn: options.nextTurn });
  const headersFor = headersWith(options.headers);
  const singleFlight = createSingleFlight(reason => deadlineError(source, reason));
  const onQueued = (scope: RequestScope) => onSourceEvent('QUEUED', scope);
  const control = createAdmissionControl({ ...options, now: clock, onQueued });
  const retries = createRetries({ limits, random });
  const read = createReadResponse(options, control);

  function toError(cause: unknown, { reason }: Cancellation): Error {
    if (reason) return deadlineError(source, cause);
    return cause === staleConnection
      ? staleConnectionError(source)
      : transportError(source, cause, cause === attemptTimeout);
  }

  function send(
    { path, newConnection, follower }: AttemptOptions,
    { carriesTranscript }: UpstreamRequest,
    scope: RequestScope,
    { sent }: Admission,
  ): Promise<HttpResponse> {
    return transport.get(path, {
      newConnection,
      headers: headersFor(scope, follower?.headers ?? noHeaders),
      maxBytes: carriesTranscript ? limits.maxTranscriptBytes : limits.maxBodyBytes,
      timeoutMs: limits.attemptTimeoutMs,
      cancellation: scope.cancellation(),
      sent,
    });
  }

  /** A single async function, because each further one allocates a promise and adds a microtask. */
  async function attempt(
    attemptOptions: AttemptOptions,
    request: UpstreamRequest,
    scope: SharedRequestScope,
  ): Promise<JsonResponse | undefined> {
    const { route } = request;
    const startedAt = clock();
    let admittedAt: number | null = null;
    let refund: Refund | null = null;
    let admission: Admission | null = null;
    let response: HttpResponse | null = null;
    let failure: unknown = null;
    try {
      if (scope.charge) refund = await scope.charge();
      const admitted = control.admit(route, scope);
      admission = admitted instanceof Promise ? await admitted : admitted;
      admittedAt = clock();
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
      const endedAt = clock();
      const times = { milliseconds: endedAt - startedAt, queuedMs: (admittedAt ?? endedAt) - startedAt };
      const finished = attemptOf(label, times, response, failure);
      onAttempt(finished, scope.leader);
      attemptOptions.follower?.attempted(finished);
    }
  }

  /** Sends a request, and again after a transient failure. */
  function run(
    path: string,
    request: UpstreamRequest,
    scope: RequestScope,
    shared: SharedRequestScope,
  ): Promise<JsonResponse | undefined> {
    const follower =
      options.onRequest?.({ source: source.name, route: request.route }, scope, shared) ?? null;
    const result = retries.run(
      (number, newConnection) => attempt({ path, number, newConnection, follower }, request, shared),
      shared,
    );
    if (follower) result.then(() => follower.ended(null), follower.ended);
    return result;
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
      const { result, joined } = singleFlight.run(key, scope, shared => run(path, request, scope, shared));
      if (joined) onSourceEvent('COALESCED', scope, { joined });
      return result;
    },
    liftPauses: control.liftPauses,
    get stats() {
      return control.stats;
    },
    close: () => transport.close(),
  };
}
