import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import type { RequestContext } from '../../context.ts';
import type { Caller } from '../../domain/caller.ts';
import type { RequestHead } from '../../domain/request-head.ts';
import type { Execute } from '../../execution/execute.ts';
import { comesInParts } from '../documents/deferred-execution.ts';
import type { ReadDocument } from '../documents/known-documents.ts';
import type { PersistedDocuments } from '../documents/persisted-documents.ts';
import { coercedVariables } from '../documents/variables.ts';
import { explained } from '../explain/explain.ts';
import type { RequestReport } from '../operating/request-report.ts';
import { wantsTrace } from '../tracing/inline-trace.ts';
import type { Begun } from './begun.ts';
import { crossOriginHeaders } from './cors.ts';
import { answerHeaders } from './http-answers.ts';
import { headOf, mediaTypeFor } from './incoming.ts';
import { readPlainBody } from './request-body.ts';
import { type Asked, isPlainJson, readAsked } from './request-reader.ts';

/** The stages that both ways have in common. */
export interface Stages {
  readonly corsOrigins: readonly string[];
  readonly report: RequestReport;
  readonly persisted: PersistedDocuments;
  readonly readDocument: ReadDocument;
  readonly execute: Execute;
  readonly executing: Pick<ExecutionArgs, 'schema' | 'hideSuggestions'>;
  /** The id of a request, whose time begins when it is first asked for. */
  idOf(head: RequestHead): string;
  admit(head: RequestHead, serverContext: object): Promise<Caller>;
  /** What lives as long as the request is executed. */
  open(head: RequestHead): { readonly context: RequestContext; close(): void };
  /** Throws where arguments ask for too much. */
  check(args: ExecutionArgs): void;
  coded(error: unknown): GraphQLError;
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
export function withShortWay(stages: Stages, longWay: LongWay): RequestListener {
  const listed = new Set(stages.corsOrigins);

  /** Names and values in turns, which node:http takes as they are. */
  function headersFor({ headers }: RequestHead, id: string, type: string, length: number): string[] {
    const all = always.concat('x-request-id', id, 'content-type', type, 'content-length', String(length));
    if (listed.size === 0) return all;
    return all.concat(...crossOriginHeaders({ headers, method: 'POST' }, listed));
  }

  async function walk(request: IncomingMessage, response: ServerResponse, mediaType: string): Promise<void> {
    const head = headOf(request, response);
    const id = stages.idOf(head);
    const caller = stages.admit(head, { req: request });
    const body = caller.then(() => readPlainBody(request));
    const asked = await body.then(
      text => readAsked(text, stages.persisted),
      () => null,
    );
    const run = asked && prepare(stages, head, asked);
    if (!run) return longWay(request, response, { begun: { head, caller, body } });
    const text = JSON.stringify(codedResult(stages, head, await run()));
    stages.report.answered(head, 200);
    const length = Buffer.byteLength(text);
    const headers = headersFor(head, id, `${mediaType}; charset=utf-8`, length);
    // Because what is all ASCII is copied, not encoded.
    response.writeHead(200, headers).end(text, length === text.length ? 'latin1' : 'utf8');
  }

  return (request, response) => {
    const mediaType = isPlainJson(request) ? mediaTypeFor(request.headers.accept) : null;
    if (mediaType === null) return longWay(request, response, {});
    walk(request, response, mediaType).catch(() => response.destroy());
  };
}

const always = Object.entries(answerHeaders).flat();

type Run = () => Promise<ExecutionResult>;

const isNotPlain = new Error('Only the long way answers in parts, or with a trace.');

/** All that comes before execution; null where any of it objects, or fails. */
function prepare(stages: Stages, head: RequestHead, asked: Asked): Run | null {
  const { query, variables } = asked;
  const operationName = asked.operationName || null;
  const document = stages.readDocument(query, operationName);
  if (!document) return null;
  let opened: ReturnType<Stages['open']> | null = null;
  try {
    opened = stages.open(head);
    const { context, close } = opened;
    const args: ExecutionArgs = {
      schema: stages.executing.schema,
      hideSuggestions: stages.executing.hideSuggestions,
      document,
      operationName,
      variableValues: variables ?? null,
      contextValue: context,
    };
    if (comesInParts(args, head) || wantsTrace(head)) throw isNotPlain;
    stages.check(args);
    stages.report.asked(head, document, operationName);
    stages.persisted.keep(asked);
    return async () => {
      stages.report.ran(head);
      try {
        return explained(await stages.execute(args, coercedVariables(args)), context);
      } finally {
        close();
      }
    };
  } catch {
    opened?.close();
    return null;
  }
}

function codedResult({ coded, report }: Stages, head: RequestHead, result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map(coded);
  report.failed(head, errors);
  return { ...result, errors };
}
