import type { RequestScope } from '../async/request-scope.ts';
import { createTurnQueue, type NextTurn } from '../async/turn-queue.ts';
import { defaultMaxAnswerBytes } from '../domain/answer-bytes.ts';
import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { Caller } from '../domain/caller.ts';
import { type CostConversion, withoutRates } from '../domain/cost-conversion.ts';
import type { SourceName } from '../domain/source-name.ts';
import { type AnswerSize, createAnswerSize, resetSize } from '../executor/answer-size.ts';
import { listCalls } from '../loaders/call-list.ts';
import { type CallListRequest, keyOfListRequest } from '../loaders/call-list-request.ts';
import type { CallPage } from '../loaders/call-page.ts';
import type { CallSelection } from '../loaders/call-selection.ts';
import { createLoaders, type Loaders } from '../loaders/index.ts';
import { createRequestIndex } from '../loaders/request-index.ts';
import { answerTooLarge } from './answer-limit.ts';
import { type CallStatistics, createCallStatistics } from './call-statistics.ts';
import { createItemLimit } from './item-limit.ts';

/** GraphQL context: the state of one client request. */
export interface RequestContext {
  readonly sources: readonly ConnectedSource[];
  readonly loaders: Loaders;
  readonly caller: Caller;
  readonly costConversion: CostConversion;
  /** Parsed filters by their input as JSON, because both the query cost and the resolver read them. */
  readonly selections: Map<string, CallSelection | Error>;
  /** Null without an index, and for a request with headers for the upstreams, because their answers are its own. */
  readonly index: CallIndex | null;
  /** Lists a page of calls, once for equal requests. */
  listCalls(request: CallListRequest): Promise<CallPage>;
  readonly statistics: CallStatistics;
  /** Counts a list of a call; throws QUERY_TOO_EXPENSIVE above the limit of a response. */
  countItems(items: number): void;
  /** Counts the bytes of the response. */
  readonly answerSize: AnswerSize;
  /** Resets the counts before a re-execution. */
  restart(): void;
  /** Number of values that could not be read from a source since the gateway started. */
  driftOf(source: SourceName): number;
}

/** The counter of an executor, to which the context is unknown. */
export const answerSizeOf = (context: unknown): AnswerSize => (context as RequestContext).answerSize;

export interface ContextOptions {
  readonly sources: readonly ConnectedSource[];
  readonly driftOf: RequestContext['driftOf'];
  readonly caller: Caller;
  readonly costConversion?: CostConversion | undefined;
  readonly index?: CallIndex | null;
  readonly scope: RequestScope;
  readonly maxAnswerBytes?: number | undefined;
  readonly nextTurn?: NextTurn;
}

export function createContext({
  sources,
  driftOf,
  caller,
  costConversion = withoutRates,
  index: sharedIndex = null,
  scope,
  maxAnswerBytes = defaultMaxAnswerBytes,
  nextTurn = createTurnQueue(),
}: ContextOptions): RequestContext {
  const index = sharedIndex && createRequestIndex(sharedIndex, scope);
  const loaders = createLoaders({ sources, scope, nextTurn, index });
  const pages = new Map<string, Promise<CallPage>>();
  const answerSize = createAnswerSize({
    maxBytes: maxAnswerBytes,
    createError: () => answerTooLarge(maxAnswerBytes),
    nextTurn,
  });
  const itemLimit = createItemLimit(answerSize);

  /** Replaces the calls of a page by the versions that serve the whole request. */
  function withLoadedRows(page: CallPage): CallPage {
    const listed = page.edges.map(({ node }) => node);
    const nodes = loaders.rows(listed);
    if (nodes === listed) return page;
    return { ...page, edges: page.edges.map((edge, at) => ({ ...edge, node: nodes[at] ?? edge.node })) };
  }

  return {
    sources,
    loaders,
    answerSize,
    selections: new Map(),
    caller,
    costConversion,
    index,
    statistics: createCallStatistics(sources, index),
    driftOf,
    countItems: itemLimit.count,
    listCalls(request) {
      const key = keyOfListRequest(request);
      const page = pages.get(key) ?? listCalls(request, { sources, index, scope });
      pages.set(key, page);
      return page.then(withLoadedRows);
    },
    restart() {
      itemLimit.reset();
      resetSize(answerSize);
    },
  };
}
