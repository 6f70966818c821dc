import type { HttpResponse } from './http-transport.ts';
import { exceedsValueLimit, parseJson } from './json.ts';
import { errorForStatus, notJsonError, type SourceLabel, tooLargeError } from './upstream-errors.ts';
import { isObject } from './wire-object.ts';

/**
 * Parses the JSON of a response; undefined for the API's own 404. Throws a coded error for any other error status, and
 * for a body that is too large or not JSON.
 */
export function parseResponse(
  source: SourceLabel,
  { status, text }: HttpResponse,
  retryAfter: number | null,
  isByKey: boolean,
): unknown {
  if (status !== 404 && (status < 200 || status > 299))
    throw errorForStatus(source, status, retryAfter, isByKey);
  if (exceedsValueLimit(text)) throw tooLargeError(source);
  const body = parseJson(text);
  if (body === undefined) throw notJsonError(source);
  if (status !== 404) return body;
  // Only a JSON object means absence, because a proxy for a wrong address responds with 404 and a page.
  if (!isObject(body)) throw errorForStatus(source, status, retryAfter, isByKey);
  return undefined;
}
