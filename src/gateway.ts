import type { RequestListener } from 'node:http';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import { createContext, type RequestContext } from './context.ts';
import type { ConnectedSource } from './domain/call-source.ts';
import type { Money } from './domain/cost.ts';
import type { SourceName } from './domain/source-name.ts';
import { codedError } from './plugins/coded-errors.ts';
import { exampleTabs } from './plugins/graphiql-examples.ts';
import { useGraphqlExecution } from './plugins/graphql-execution.ts';
import { buildSchema } from './schema.ts';
import type { SourceDefinition } from './sources/definition.ts';
import { sourceDefinitions } from './sources/index.ts';
import { createUpstream, type Upstream, type UpstreamLimits } from './upstream/upstream.ts';

export interface GatewayOptions {
  /** How each source is reached; null where it is off. */
  readonly sources: Readonly<Record<SourceName, SourceAccess | null>>;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly corsOrigins: readonly string[];
  /** The time a whole client request may take. */
  readonly deadlineMs: number;
  readonly limits: UpstreamLimits;
}

export interface SourceAccess {
  /** Null for the address its vendor documents. */
  readonly url: string | null;
  readonly apiKey: string;
  readonly organizationId: string | null;
  readonly creditPrice: Money | null;
  readonly scanPages: number;
  readonly sandboxed: boolean;
}

/** A gateway that listens nowhere: it answers Requests, or serves as a listener of node:http. */
export interface Gateway {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** Puts the parts together; the only place that knows them all. */
export function createGateway(options: GatewayOptions): Gateway {
  const drift = createDriftCounter();
  const upstreams: Upstream[] = [];

  function connect(definition: SourceDefinition): ConnectedSource {
    const { identity } = definition;
    const access = options.sources[identity.name];
    if (!access) return { identity, calls: null, sandboxed: false, scanPages: 0 };
    const upstream = createUpstream({
      blamed: identity,
      url: access.url ?? definition.url,
      headers: definition.headers(access),
      limits: options.limits,
      now: Date.now,
    });
    upstreams.push(upstream);
    const { creditPrice, sandboxed, scanPages } = access;
    const calls = definition.create({ upstream, drift: () => drift.add(identity.name), creditPrice });
    return { identity, calls, sandboxed, scanPages };
  }

  const sources = sourceDefinitions.map(connect);
  const server = createGraphqlServer(options, signal =>
    createContext({ sources, driftOf: drift.of, signal }),
  );
  return {
    fetch: async request => server.fetch(request),
    listener: (request, response) => void server(request, response),
    async close() {
      await server.dispose();
      await Promise.all(upstreams.map(upstream => upstream.close()));
    },
  };
}

function createGraphqlServer(options: GatewayOptions, contextFor: (signal: AbortSignal) => RequestContext) {
  const plugins: Plugin[] = [useGraphqlExecution()];
  if (!options.introspection) plugins.push(useNoIntrospection());
  return createYoga<object, RequestContext>({
    schema: buildSchema(),
    context: ({ request }: YogaInitialContext) =>
      contextFor(AbortSignal.any([request.signal, AbortSignal.timeout(options.deadlineMs)])),
    plugins,
    maskedErrors: { maskError: codedError },
    graphiql: options.graphiql && { title: 'Switchboard', defaultTabs: exampleTabs },
    // Loaded when first asked for, because the page weighs megabytes. Yoga's own needs a CDN.
    renderGraphiQL: async page => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(page),
    cors: { origin: [...options.corsOrigins], credentials: false },
    landingPage: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: 256_000,
  });
}

const useNoIntrospection = (): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
});

function createDriftCounter() {
  const counts = new Map<SourceName, number>();
  const of = (source: SourceName): number => counts.get(source) ?? 0;
  return { of, add: (source: SourceName): void => void counts.set(source, of(source) + 1) };
}
