import type { CallSource, RequestsPerSecond, SourceIdentity } from '../domain/call-source.ts';
import type { Money } from '../domain/cost.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { OnDrift } from '../upstream/wire-reader.ts';

/** What a source folder exports: who it is, how it is reached, and how it is made. */
export interface SourceDefinition {
  readonly identity: SourceIdentity;
  /** The address its vendor documents. */
  readonly url: string;
  /** What its vendor's smallest plan allows, as far as that is documented. */
  readonly requestsPerSecond: RequestsPerSecond;
  /** The headers that every request to it carries. */
  headers(credentials: Credentials): Readonly<Record<string, string>>;
  create(options: SourceOptions): CallSource;
}

export interface Credentials {
  readonly apiKey: string;
  readonly organizationId: string | null;
}

export interface SourceOptions {
  readonly upstream: UpstreamClient;
  readonly onDrift: OnDrift;
  /** The time of day in milliseconds. */
  readonly now: () => number;
  /** What one credit costs, for a source that counts in credits. */
  readonly creditPrice: Money | null;
}
