import type { GraphQLSchema } from 'graphql';
import type { Access } from '../access/access.ts';
import type { RequestHead } from '../async/client-disconnect.ts';
import type { CacheRules } from '../cache/cache-config.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { createFaults, type Faults } from '../errors/unexpected-errors.ts';
import { createExecute, type Execute } from '../executor/execute.ts';
import type { RequestContext } from '../graphql/context.ts';
import { withOneVersion } from '../graphql/documents/consistent-execution.ts';
import { withDefer } from '../graphql/documents/defer-directive.ts';
import { withMostAsked } from '../graphql/documents/fetch-depth.ts';
import {
  createPersistedDocuments,
  type PersistedDocuments,
} from '../graphql/documents/persisted-documents.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import {
  affordableRequests,
  type CheckUpstreamCost,
  createUpstreamCost,
} from '../graphql/query-cost/query-cost.ts';
import { buildSchema } from '../graphql/schema.ts';
import type { GatewayObserver } from '../observability/observer.ts';
import type { RequestState } from '../observability/request-state.ts';
import { createRequestReport, type RequestReport } from '../observability/request-summary.ts';

export interface EntranceOptions {
  readonly options: {
    readonly graphiql: boolean;
    readonly introspection: boolean;
    readonly corsOrigins: readonly string[];
    readonly deadlineMs: number;
    readonly maxUpstreamRequests?: number | null;
    readonly federation: { readonly service: boolean; readonly traces: boolean };
    readonly forwardHeaders: readonly string[];
    readonly explain: boolean;
    readonly trustedDocuments?: TrustedDocuments;
    readonly cache: CacheRules | null;
  };
  readonly sources: readonly ConnectedSource[];
  readonly access: Access;
  readonly observer: GatewayObserver;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Creates the state of a request. */
  begin(head: RequestHead): RequestState;
  /** Opens the scope of an admitted request and creates its context. */
  open(state: RequestState): RequestContext;
}

/** What both ways pass. */
export interface Stages {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  readonly check: CheckUpstreamCost;
  readonly report: RequestReport;
  readonly faults: Faults;
  readonly persisted: PersistedDocuments;
}

export function createStages({ options, sources, observer, clock }: EntranceOptions): Stages {
  const schema = withDefer(buildSchema());
  const maxRequests =
    options.maxUpstreamRequests ?? affordableRequests(options.deadlineMs, quotasOf(sources));
  const persisted = createPersistedDocuments(options.trustedDocuments);
  const faults = createFaults();
  const report = createRequestReport({ clock, faults, observer });
  const check = createUpstreamCost(maxRequests);
  return {
    schema,
    faults,
    report,
    check,
    persisted,
    execute: withOneVersion(withMostAsked(createExecute(schema, { passInfo: false }))),
  };
}

const quotasOf = (sources: readonly ConnectedSource[]): number[] =>
  sources.map(source => source.requestsPerSecond).filter(quota => quota !== 'unlimited');
