import type { RequestScope } from '../async/request-scope.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { AdmissionControl } from './admission.ts';
import { isByKey } from './attempt.ts';
import type { HttpResponse } from './http-transport.ts';
import type { UpstreamLimits } from './limits.ts';
import { parseResponse } from './parse-response.ts';
import type { UpstreamRequest } from './upstream-client.ts';
import {
  deadlineError,
  expectedStatusError,
  meansNoList,
  noListError,
  retryAfterOf,
  type SourceLabel,
} from './upstream-errors.ts';

export interface ReadResponseOptions {
  readonly source: SourceLabel;
  readonly limits: Pick<UpstreamLimits, 'retryBaseMs'>;
  /** Wall clock in milliseconds, for a `Retry-After` that is a date. */
  readonly now: () => number;
  readonly nextTurn: NextTurn;
}

/** Returns a function that reads the JSON of a response; undefined for the API's 404. It starts the pause after a 429. */
export function createReadResponse(
  { source, limits, now, nextTurn }: ReadResponseOptions,
  control: Pick<AdmissionControl, 'pause'>,
) {
  const nextTurnOf = turnsUntilCancelled(source, nextTurn);

  return (
    response: HttpResponse,
    { route, expectedErrorStatuses }: UpstreamRequest,
    scope: RequestScope,
  ): unknown => {
    scope.receive(response.text.length);
    if (expectedErrorStatuses?.includes(response.status)) throw expectedStatusError(source, response.status);
    // The list of an API is never absent, so its 404 is no empty result.
    if (route === 'list' && meansNoList(response.status)) throw noListError(source, response.status);
    const retryAfter = retryAfterOf(response.retryAfter, now());
    // Without Retry-After the pause is ten times the backoff, because most limits count whole seconds.
    if (response.status === 429) control.pause(scope, retryAfter ?? limits.retryBaseMs / 100);
    return parseResponse(response, {
      source,
      retryAfter,
      isByKey: isByKey(route),
      nextTurn: nextTurnOf(scope),
    });
  };
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
