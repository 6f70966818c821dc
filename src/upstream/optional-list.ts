import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { JsonResponse, UpstreamClient, UpstreamRequest } from './upstream-client.ts';

/** Statuses of a path that does not exist, or that takes other methods only. */
const noListStatuses = [404, 405];

/** Requests a list that not every deployment of an API has; null if there is none. That is no failure for a breaker. */
export async function getOptionalList(
  upstream: Pick<UpstreamClient, 'getJson'>,
  request: UpstreamRequest,
  scope: RequestScope,
): Promise<JsonResponse | null> {
  try {
    const response = await upstream.getJson({ ...request, expectedErrorStatuses: noListStatuses }, scope);
    return response ?? null;
  } catch (failure) {
    if (failure instanceof SwitchboardError && noListStatuses.includes(failure.details.status ?? 0))
      return null;
    throw failure;
  }
}
