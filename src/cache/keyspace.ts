import { createHmac } from 'node:crypto';

/** To be raised when what is kept changes its form, so that versions side by side do not read each other's. */
const formatVersion = 3;

/** Everything that makes the same question to the same source answered differently. */
export interface Identity {
  readonly source: string;
  readonly url: string;
  readonly apiKey: string;
  readonly organizationId: string | null;
  /** What else goes into a value between the wire and the cache, such as the price of a credit. */
  readonly settings: readonly unknown[];
}

/** What all keys of one source begin with: staging and production, or two tenants, never meet in one Redis. */
export function keyspaceOf({ source, url, apiKey, organizationId, settings }: Identity): string {
  const hash = hashOf(apiKey, [source, url, organizationId, settings]);
  return `switchboard:${formatVersion}:${hash}`;
}

/** Without our version and settings, because whoever asks a source with one credential shares what it allows. */
export function quotaKeyOf({ source, url, apiKey, organizationId }: Omit<Identity, 'settings'>): string {
  return `switchboard:quota:${hashOf(apiKey, [source, url, organizationId])}`;
}

const hashOf = (secret: string, told: readonly unknown[]): string =>
  createHmac('sha256', secret).update(JSON.stringify(told)).digest('base64url').slice(0, 22);
