import { createHmac } from 'node:crypto';

/** The version of the entry format; raise it on a change, so that old and new processes can share one Redis. */
const formatVersion = 4;

/** Everything that changes the response of a source to the same request. */
export interface Identity {
  readonly source: string;
  readonly url: string;
  readonly apiKey: string;
  readonly organizationId: string | null;
  /** Other inputs of the normalizer, such as the price of a credit. */
  readonly settings: readonly unknown[];
}

/** The key prefix of one source and credential, so that deployments and tenants stay apart in one Redis. */
export function keyspaceOf({ source, url, apiKey, organizationId, settings }: Identity): string {
  const hash = hashOf(apiKey, [source, url, organizationId, settings]);
  return `switchboard:${formatVersion}:${hash}`;
}

/** Leaves out format version and settings, because all users of one credential share its quota. */
export function quotaKeyOf({ source, url, apiKey, organizationId }: Omit<Identity, 'settings'>): string {
  return `switchboard:quota:${hashOf(apiKey, [source, url, organizationId])}`;
}

const hashOf = (secret: string, fields: readonly unknown[]): string =>
  createHmac('sha256', secret).update(JSON.stringify(fields)).digest('base64url').slice(0, 22);
