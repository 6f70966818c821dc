import type { GraphQLSchema } from 'graphql';
import type { CacheRules } from './cache/rules.ts';
import type { RequestContext } from './context.ts';
import type { ConnectedSource } from './domain/call-source.ts';
import type { RequestHead } from './domain/request-head.ts';
import { createExecute, type Execute } from './execution/execute.ts';
import type { GatewayObserver } from './operating/observer.ts';
import type { RequestState } from './operating/request-state.ts';
import type { Access } from './plugins/access/access.ts';
import { withDefer } from './plugins/documents/defer-directive.ts';
import { withMostAsked } from './plugins/documents/most-asked.ts';
import { withOneVersion } from './plugins/documents/one-version.ts';
import {
  createPersistedDocuments,
  type PersistedDocuments,
} from './plugins/documents/persisted-documents.ts';
import type { TrustedDocuments } from './plugins/documents/trusted-manifest.ts';
import { createFaults, type Faults } from './plugins/errors/faults.ts';
import { createRequestReport, type RequestReport } from './plugins/operating/request-report.ts';
import {
  affordableRequests,
  type CheckUpstreamCost,
  createUpstreamCost,
} from './plugins/upstream-cost/upstream-cost.ts';
import { buildSchema } from './schema.ts';

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
