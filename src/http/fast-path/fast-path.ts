import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RequestHead } from '../../async/client-disconnect.ts';
import type { Caller } from '../../domain/caller.ts';
import { internalErrorBody } from '../../errors/internal-error.ts';
import type { RequestState } from '../../observability/request-state.ts';
import type { RequestSummary } from '../../observability/request-summary.ts';
import type { ContentEncoding } from '../compression.ts';
import { mediaTypeFor, withoutWeights } from '../content-negotiation.ts';
import { crossOriginHeaders } from '../cors.ts';
import type { GraphPathOptions } from '../graph-path.ts';
import type { FastPathHandover } from '../handover.ts';
import { readUncompressedBody } from '../request-body.ts';
import { isPlainJson } from '../request-params.ts';
import { responseHeaders } from '../response-headers.ts';
import type { HandleRequest } from './execute-request.ts';
import { nodeRequestHead } from './node-request.ts';

export interface FastPathOptions extends GraphPathOptions {
  readonly corsOrigins: readonly string[];
  readonly report: RequestSummary;
  begin(head: RequestHead): RequestState;
  admit(head: RequestHead, serverContext: object): Promise<Caller>;
  readonly handleRequest: HandleRequest;
}

/** The listener for requests that the fast path does not answer. */
export type Fallback = (
  request: IncomingMessage,
  response: ServerResponse,
  done: { readonly handover?: FastPathHandover },
) => Promise<void> | void;

/**
 * Fast path: answers a POST of JSON on node:http, by the same pipeline as Yoga but without its hooks. Requests that it
 * cannot answer go to Yoga with the work already done. See docs/decisions/0002-fast-path.md.
 */
export function withFastPath(options: FastPathOptions, fallback: Fallback): RequestListener {
  const allowedOrigins = new Set(options.corsOrigins);

  /** Alternating names and values, the form that `writeHead` takes without a conversion. */
  function headersFor({ head, id }: RequestState, { type, encoding }: Sent, length: number): string[] {
    const all = [...fixedHeaders, 'x-request-id', id, 'content-type', `${type}; charset=utf-8`];
    all.push('content-length', String(length));
    if (encoding) all.push('content-encoding', encoding, 'vary', 'Accept-Encoding');
    if (allowedOrigins.size === 0) return all;
    return all.concat(...crossOriginHeaders({ headers: head.headers, method: 'POST' }, allowedOrigins));
  }

  function send(state: RequestState, response: ServerResponse, sent: Sent): void {
    const { status, body } = sent;
    const length = Buffer.byteLength(body);
    response
      .writeHead(status, headersFor(state, sent, length))
      // ASCII text is copied as Latin-1, because that is faster than encoding.
      .end(body, length === body.length ? 'latin1' : 'utf8');
  }

  async function handle(
    state: RequestState,
    request: IncomingMessage,
    response: ServerResponse,
    type: string,
  ): Promise<void> {
    const caller = options.admit(state.head, { req: request });
    const body = caller.then(admitted => {
      state.caller = admitted;
      return readUncompressedBody(request);
    });
    const text = await body.catch(() => null);
    const serialized = text === null ? null : await options.handleRequest(state, text);
    if (!serialized) return fallback(request, response, { handover: { state, caller, body } });
    options.report.answered(state, 200);
    send(state, response, { status: 200, type, body: serialized.body, encoding: serialized.encoding });
  }

  function fail(state: RequestState, response: ServerResponse, type: string, cause: unknown): void {
    options.report.crashed(state, cause);
    if (response.headersSent) throw cause;
    send(state, response, { status: 500, type, body: internalErrorBody, encoding: null });
  }

  return (request, response) => {
    request.headers.accept &&= withoutWeights(request.headers.accept);
    const type = isPlainJson(request, options.path) ? mediaTypeFor(request.headers.accept) : null;
    if (type === null) return fallback(request, response, {});
    const state = options.begin(nodeRequestHead(request, response));
    return handle(state, request, response, type).catch(cause => fail(state, response, type, cause));
  };
}

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly encoding: ContentEncoding | null;
}

const fixedHeaders = Object.entries(responseHeaders).flat();
