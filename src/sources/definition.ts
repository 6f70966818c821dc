import type { NextTurn } from '../async/turn-queue.ts';
import type {
  FieldCosts,
  RequestsPerSecond,
  RowReader,
  SourceAdapter,
  SourceIdentity,
} from '../domain/call-source.ts';
import type { AnySandboxOptions, Sandbox } from '../sandbox/index.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { OnDrift } from '../upstream/wire-object.ts';

/** Settings that only some sources have; their variables begin with the name of the source. */
export type SourceSetting = 'ORGANIZATION_ID';

/** Everything that the rest of the gateway knows of a source. */
export interface SourceDefinition {
  readonly identity: SourceIdentity;
  /** Base URL that the vendor documents. */
  readonly url: string;
  /** Quota of the vendor's smallest plan, as far as documented. */
  readonly requestsPerSecond: RequestsPerSecond;
  /** Headers of every request, with the credentials. */
  headers(credentials: Credentials): Readonly<Record<string, string>>;
  create(options: SourceDependencies): SourceAdapter;
  createRows(options: SourceDependencies): RowReader;
  readonly settings: readonly SourceSetting[];
  readonly fieldCosts: FieldCosts;
  /** Invented prices in dollars, by their codes in `COST_RATES`, for a gateway whose sources are all sandboxes. */
  readonly inventedRates: Readonly<Record<string, string>>;
  /** Starts a stand-in that speaks the wire format of the API. */
  startSandbox(options?: AnySandboxOptions): Promise<Sandbox>;
  /** A curl command that asks a sandbox for two calls. */
  curl(sandbox: Sandbox): string;
}

export interface Credentials {
  readonly apiKey: string;
  readonly organizationId: string | null;
}

export interface SourceDependencies {
  readonly upstream: UpstreamClient;
  readonly onDrift: OnDrift;
  readonly nextTurn: NextTurn;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
