/** Who asks, under a name that is no secret and stays the same: for logs, metrics and limits. */
export interface Caller {
  readonly name: string;
  /** What proved it: an API key, a token, or nothing where everyone may ask. */
  readonly authMethod: 'API_KEY' | 'JWT' | 'ANONYMOUS';
}

/** Who may ask, and how often. With neither keys nor tokens, everyone may. */
export interface AccessOptions {
  readonly apiKeys: readonly ApiKey[];
  readonly tokens: TokenRules | null;
  /** Of one caller, or of one address where everyone may ask; null for no limit. */
  readonly requestsPerMinute: number | null;
  /** Whether a client's address is what a proxy in front says it is. */
  readonly trustProxy: boolean;
}

export interface ApiKey {
  /** Null to name its holder after a hash of it. Two keys of one name are one caller. */
  readonly name: string | null;
  readonly key: string;
}

/** Which JSON Web Tokens are good. */
export interface TokenRules {
  /** Where the keys are that sign them. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** What a token must allow, all of it. */
  readonly scopes: readonly string[];
}

/** Everyone, as often as they like. */
export const openAccess: AccessOptions = {
  apiKeys: [],
  tokens: null,
  requestsPerMinute: null,
  trustProxy: false,
};
