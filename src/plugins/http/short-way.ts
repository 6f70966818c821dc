import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Caller } from '../../domain/caller.ts';
import type { RequestHead } from '../../domain/request-head.ts';
import type { RequestReport } from '../operating/request-report.ts';
import type { Begun } from './begun.ts';
import { crossOriginHeaders } from './cors.ts';
import { answerHeaders } from './http-answers.ts';
import { headOf, mediaTypeFor } from './incoming.ts';
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
) => void;

/**
 * Answers what clients mostly send, a query by POST as JSON, without the Requests, Responses and hooks of Yoga, which
 * take more time than all the rest. It passes the same stages, but knows no refusal: whatever is not in order goes the
 * long way, with what was done of it already, and is refused there as ever.
 */
export function withShortWay(options: ShortWayOptions, longWay: LongWay): RequestListener {
  const listed = new Set(options.corsOrigins);

  /** Names and values in turns, which node:http takes as they are. */
  function headersFor({ headers }: RequestHead, id: string, type: string, length: number): string[] {
    const all = [...always, 'x-request-id', id, 'content-type', type, 'content-length', String(length)];
    if (listed.size === 0) return all;
    return all.concat(...crossOriginHeaders({ headers, method: 'POST' }, listed));
  }

  async function walk(request: IncomingMessage, response: ServerResponse, mediaType: string): Promise<void> {
    const head = headOf(request, response);
    const id = options.idOf(head);
    const caller = options.admit(head, { req: request });
    const body = caller.then(() => readPlainBody(request));
    const question = await body.catch(() => null);
    const written = question === null ? null : await options.answer(head, question);
    if (!written) return longWay(request, response, { begun: { head, caller, body } });
    options.report.answered(head, 200);
    const length = Buffer.byteLength(written.body);
    response
      .writeHead(200, headersFor(head, id, `${mediaType}; charset=utf-8`, length))
      // Because what is all ASCII is copied, not encoded.
      .end(written.body, length === written.body.length ? 'latin1' : 'utf8');
  }

  return (request, response) => {
    const mediaType = isPlainJson(request) ? mediaTypeFor(request.headers.accept) : null;
    if (mediaType === null) return longWay(request, response, {});
    walk(request, response, mediaType).catch(() => response.destroy());
  };
}

const always = Object.entries(answerHeaders).flat();
