import type { RequestsPerSecond } from './call-source.ts';
import type { Money } from './cost.ts';

/** What is set of one source, whether or not it is asked. */
export interface SourceSettings {
  /** Null for the address its vendor documents. */
  readonly url: string | null;
  /** Empty where none is set, which only a source that is off or a sandbox may be. */
  readonly apiKey: string;
  readonly organizationId: string | null;
  readonly creditPrice: Money | null;
  readonly scanPages: number;
  /** Null for what its vendor's smallest plan allows. */
  readonly requestsPerSecond: RequestsPerSecond | null;
}
