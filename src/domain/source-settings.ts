import type { RequestsPerSecond } from './call-source.ts';

export interface SourceSettings {
  /** Null for the address in the vendor's documentation. */
  readonly url: string | null;
  /** Empty if not set, which only an inactive source or a sandbox permits. */
  readonly apiKey: string;
  readonly organizationId: string | null;
  /** Name of the account under which an index keeps the calls; null for the address and the organization. */
  readonly account: string | null;
  readonly scanPages: number;
  /** Null for the limit of the vendor's smallest plan. */
  readonly requestsPerSecond: RequestsPerSecond | null;
}
