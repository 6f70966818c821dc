import type { PromiseOrValue } from '../async/promise-or-value.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { HttpResponse } from './http-transport.ts';
import { exceedsValueLimit, isLongJson, longExceedsValueLimit, parseJson, parseLongJson } from './json.ts';
import { errorForStatus, notJsonError, type SourceLabel, tooLargeError } from './upstream-errors.ts';
import { isObject } from './wire-object.ts';

export interface ParseOptions {
  readonly source: SourceLabel;
  /** Seconds to wait as the response says; null if it does not. */
  readonly retryAfter: number | null;
  /** Whether the request asked for one thing by its key. */
  readonly isByKey: boolean;
  readonly nextTurn: NextTurn;
}

/**
 * Parses the JSON of a response, a long one in slices; undefined for the API's own 404. Throws a coded error for any other
 * error status, and for a body that is too large or not JSON.
 */
export function parseResponse(
  { status, text }: HttpResponse,
  options: ParseOptions,
): PromiseOrValue<unknown> {
  const { source } = options;
  if (status !== 404 && (status < 200 || status > 299)) throw statusError(status, options);
  if (isLongJson(text)) return parseLong(status, text, options);
  if (exceedsValueLimit(text)) throw tooLargeError(source);
  return checkedBody(status, parseJson(text), options);
}

async function parseLong(status: number, text: string, options: ParseOptions): Promise<unknown> {
  const { source, nextTurn } = options;
  if (await longExceedsValueLimit(text, nextTurn)) throw tooLargeError(source);
  return checkedBody(status, await parseLongJson(text, nextTurn), options);
}

function checkedBody(status: number, body: unknown, options: ParseOptions): unknown {
  if (body === undefined) throw notJsonError(options.source);
  if (status !== 404) return body;
  // Only a JSON object means absence, because a proxy for a wrong address responds with 404 and a page.
  if (!isObject(body)) throw statusError(status, options);
  return undefined;
}

const statusError = (status: number, { source, retryAfter, isByKey }: ParseOptions): Error =>
  errorForStatus(source, status, retryAfter, isByKey);
