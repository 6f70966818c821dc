import type { GraphQLSchema } from 'graphql';
import type { AccessControl } from '../access/access.ts';
import type { RequestHead } from '../async/client-disconnect.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { CacheOptions } from '../cache/cache-config.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { createUnexpectedErrors, type UnexpectedErrors } from '../errors/unexpected-errors.ts';
import { createExecute, type Execute } from '../executor/execute.ts';
import { withCountedAnswers } from '../graphql/answer-limit.ts';
import { answerSizeOf, type RequestContext } from '../graphql/context.ts';
import { withConsistentExecution } from '../graphql/documents/consistent-execution.ts';
import { withDefer } from '../graphql/documents/defer-directive.ts';
import { withFetchDepth } from '../graphql/documents/fetch-depth.ts';
import {
  createPersistedDocuments,
  type PersistedDocuments,
} from '../graphql/documents/persisted-documents.ts';
import { checkRepetition } from '../graphql/documents/repetition.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import {
  affordableRequests,
  type CheckQueryCost,
  createQueryCost,
} from '../graphql/query-cost/query-cost.ts';
import { selectPercentiles } from '../graphql/query-cost/selected-percentiles.ts';
import { buildSchema } from '../graphql/schema.ts';
import { type CompressJson, createJsonCompression, withoutCompression } from '../http/json-compression.ts';
import type { GatewayObserver } from '../observability/observer.ts';
import type { RequestState } from '../observability/request-state.ts';
import { createRequestSummary, type RequestSummary } from '../observability/request-summary.ts';
import type { Tracing } from '../observability/tracing/tracing.ts';

export interface PipelineOptions {
  readonly options: {
    readonly path: string;
    readonly graphiql: boolean;
    readonly introspection: boolean;
    readonly corsOrigins: readonly string[];
    readonly compression: boolean;
    readonly deadlineMs: number;
    readonly fastPath?: boolean;
    readonly maxUpstreamRequests?: number | null;
    readonly federation: { readonly service: boolean; readonly traces: boolean };
    readonly forwardHeaders: readonly string[];
    readonly explain: boolean;
    readonly trustedDocuments?: TrustedDocuments;
    readonly cache: CacheOptions | null;
  };
  readonly sources: readonly ConnectedSource[];
  readonly access: AccessControl;
  readonly observer: GatewayObserver;
  readonly tracing: Tracing;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly nextTurn: NextTurn;
  begin(head: RequestHead): RequestState;
  /** Opens the scope of an admitted request and creates its context. */
  open(state: RequestState): RequestContext;
}

export interface Pipeline {
  readonly schema: GraphQLSchema;
  /** Returns a second schema for incremental delivery, whose resolvers count the answer. */
  readonly incrementalSchema: () => GraphQLSchema;
  readonly execute: Execute;
  readonly check: CheckQueryCost;
  readonly report: RequestSummary;
  readonly faults: UnexpectedErrors;
  readonly persisted: PersistedDocuments;
  readonly compressJson: CompressJson;
}

export function createPipeline({ options, sources, observer, tracing, clock }: PipelineOptions): Pipeline {
  const schema = withDefer(buildSchema());
  const incrementalSchema = once(() => withDefer(withCountedAnswers(buildSchema())));
  const maxRequests =
    options.maxUpstreamRequests ?? affordableRequests(options.deadlineMs, quotasOf(sources));
  const persisted = createPersistedDocuments(options.trustedDocuments);
  const faults = createUnexpectedErrors();
  const report = createRequestSummary({ clock, faults, observer, endTrace: tracing.end });
  const checkCost = createQueryCost(maxRequests);
  const check: CheckQueryCost = (args, variables) => {
    checkRepetition(args, variables);
    checkCost(args, variables);
    selectPercentiles(args, variables);
  };
  return {
    schema,
    incrementalSchema,
    faults,
    report,
    check,
    persisted,
    compressJson: options.compression ? createJsonCompression() : withoutCompression,
    execute: withConsistentExecution(
      withFetchDepth(createExecute(schema, { passInfo: false, answerSizeOf })),
    ),
  };
}

const quotasOf = (sources: readonly ConnectedSource[]): number[] =>
  sources.map(source => source.requestsPerSecond).filter(quota => quota !== 'unlimited');

/** Defers the work of `create` to the first call. */
function once<T>(create: () => T): () => T {
  let created: { readonly value: T } | null = null;
  return () => {
    created ??= { value: create() };
    return created.value;
  };
}
