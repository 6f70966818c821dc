import type { ConnectedSource } from '../domain/call-source.ts';
import type { Money } from '../domain/cost.ts';
import type { Drift } from '../upstream/decode.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import type { Observer } from '../upstream/observer.ts';
import { createUpstream, type Upstream } from '../upstream/upstream.ts';
import type { SourceDefinition } from './definition.ts';

/** How one source is reached. */
export interface SourceAccess {
  /** Null for the address its vendor documents. */
  readonly url: string | null;
  readonly apiKey: string;
  readonly organizationId: string | null;
  readonly creditPrice: Money | null;
  readonly scanPages: number;
  readonly sandboxed: boolean;
}

export interface Connection {
  readonly source: ConnectedSource;
  /** Null where the source is off. */
  readonly upstream: Upstream | null;
}

export interface ConnectOptions {
  readonly limits: UpstreamLimits;
  readonly observe: Observer;
  readonly drift: Drift;
}

/** A source with the upstream behind it; without access it is off, and never asked. */
export function connectSource(
  definition: SourceDefinition,
  access: SourceAccess | null,
  { limits, observe, drift }: ConnectOptions,
): Connection {
  const { identity } = definition;
  if (!access) return { source: { identity, calls: null, sandboxed: false, scanPages: 0 }, upstream: null };
  const upstream = createUpstream({
    blamed: identity,
    url: access.url ?? definition.url,
    headers: definition.headers(access),
    limits,
    observe,
    clock: () => performance.now(),
    now: Date.now,
    random: Math.random,
  });
  const { creditPrice, sandboxed, scanPages } = access;
  const calls = definition.create({ upstream, drift, creditPrice });
  return { source: { identity, calls, sandboxed, scanPages }, upstream };
}
