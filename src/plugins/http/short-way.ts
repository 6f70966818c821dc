import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Caller } from '../../domain/caller.ts';
import type { RequestHead } from '../../domain/request-head.ts';
import { internalErrorBody } from '../../operating/internal-errors.ts';
import type { RequestReport } from '../operating/request-report.ts';
import type { Begun } from './begun.ts';
import { crossOriginHeaders } from './cors.ts';
import { answerHeaders } from './http-answers.ts';
import { headOf } from './incoming.ts';
import { mediaTypeFor, withoutWeights } from './negotiation.ts';
import type { Answer } from './plain-answers.ts';
import { readPlainBody } from './request-body.ts';
import { isPlainJson } from './request-reader.ts';

export interface ShortWayOptions {
  readonly corsOrigins: readonly string[];
  readonly report: RequestReport;
  /** The id of a request, whose time begins when it is first asked for. */
  idOf(head: RequestHead): string;
  admit(head: RequestHead, serverContext: object): Promise<Caller>;
  readonly answer: Answer;
}

/** The way of all that the short one does not take. */
export type LongWay = (
  request: IncomingMessage,
  response: ServerResponse,
  done: { readonly begun?: Begun },
) => Promise<void> | void;

/**
 * Fast path: answers a POST of JSON by the same stages as Yoga, but without its Requests, Responses and hooks. It leaves
 * every request that it cannot answer to Yoga, with the work already done. See docs/decisions/0002-fast-path.md.
 */
export function withShortWay(options: ShortWayOptions, longWay: LongWay): RequestListener {
  const listed = new Set(options.corsOrigins);

  /** Names and values in turns, which node:http takes as they are. */
  function headersFor({ headers }: RequestHead, id: string, type: string, length: number): string[] {
    const all = [...always, 'x-request-id', id, 'content-type', type, 'content-length', String(length)];
    if (listed.size === 0) return all;
    return all.concat(...crossOriginHeaders({ headers, method: 'POST' }, listed));
  }

  function send(head: RequestHead, response: ServerResponse, { status, id, type, body }: Sent): void {
    const length = Buffer.byteLength(body);
    response
      .writeHead(status, headersFor(head, id, `${type}; charset=utf-8`, length))
      // Text that is all ASCII is copied instead of encoded.
      .end(body, length === body.length ? 'latin1' : 'utf8');
  }

  async function walk(
    head: RequestHead,
    request: IncomingMessage,
    response: ServerResponse,
    type: string,
  ): Promise<void> {
    const id = options.idOf(head);
    const caller = options.admit(head, { req: request });
    const body = caller.then(() => readPlainBody(request));
    const question = await body.catch(() => null);
    const written = question === null ? null : await options.answer(head, question);
    if (!written) return longWay(request, response, { begun: { head, caller, body } });
    options.report.answered(head, 200);
    send(head, response, { status: 200, id, type, body: written.body });
  }

  function fail(head: RequestHead, response: ServerResponse, type: string, cause: unknown): void {
    options.report.crashed(head, cause);
    if (response.headersSent) throw cause;
    send(head, response, { status: 500, id: options.idOf(head), type, body: internalErrorBody });
  }

  return (request, response) => {
    request.headers.accept &&= withoutWeights(request.headers.accept);
    const type = isPlainJson(request) ? mediaTypeFor(request.headers.accept) : null;
    if (type === null) return longWay(request, response, {});
    const head = headOf(request, response);
    return walk(head, request, response, type).catch(cause => fail(head, response, type, cause));
  };
}

interface Sent {
  readonly status: number;
  readonly id: string;
  readonly type: string;
  readonly body: string | Buffer;
}

const always = Object.entries(answerHeaders).flat();
