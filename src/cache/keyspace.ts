import { createHmac } from 'node:crypto';

/** The version of the entry format; raise it on a change, so that old and new processes can share one Redis. */
const formatVersion = 4;

/** Everything that changes the response of a source to the same request. */
export interface Identity {
  readonly source: string;
  readonly url: string;
  readonly apiKey: string;
  readonly organizationId: string | null;
}

/** The key prefix of one source and credential, so that deployments and tenants stay apart in one Redis. */
export const keyspaceOf = (identity: Identity): string => `switchboard:${formatVersion}:${hashOf(identity)}`;

/** Leaves out the format version, because all users of one credential share its quota. */
export const quotaKeyOf = (identity: Identity): string => `switchboard:quota:${hashOf(identity)}`;

const hashOf = ({ source, url, apiKey, organizationId }: Identity): string =>
  createHmac('sha256', apiKey)
    .update(JSON.stringify([source, url, organizationId]))
    .digest('base64url')
    .slice(0, 22);
