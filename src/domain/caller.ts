/** Authenticated client. The name is stable and no secret, so logs, metrics and rate limits use it. */
export interface Caller {
  readonly name: string;
  /** Credential that identified the caller; `ANONYMOUS` if the gateway requires none. */
  readonly authMethod: 'API_KEY' | 'JWT' | 'ANONYMOUS';
  /** Address of an anonymous client; absent for others. */
  address?(): string;
}

/** Key by which rate limits and queues tell callers apart. */
export const callerKey = ({ name, authMethod, address }: Caller): string =>
  address ? address() : `${authMethod} ${name}`;

/** Access control. Without API keys and token rules, the gateway admits every client. */
export interface AccessOptions {
  readonly apiKeys: readonly ApiKey[];
  readonly tokens: TokenRules | null;
  /** Rate limit of one caller, or of one client address if callers are anonymous; null for no limit. */
  readonly requestsPerMinute: number | null;
  /** Upstream requests per caller and minute; no limit by default. */
  readonly upstreamPerMinute?: number | null;
  /** Whether the client address comes from the forwarding headers of a proxy. */
  readonly trustProxy: boolean;
}

export interface ApiKey {
  /** Null to derive the name from a hash of the key. Two keys of the same name belong to one caller. */
  readonly name: string | null;
  readonly key: string;
}

export interface TokenRules {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Scopes that a token must have, all of them. */
  readonly scopes: readonly string[];
}

export const openAccess: AccessOptions = {
  apiKeys: [],
  tokens: null,
  requestsPerMinute: null,
  trustProxy: false,
};
