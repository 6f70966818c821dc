export interface UpstreamLimits {
  readonly connectTimeoutMs: number;
  /** Limit for one attempt, from connecting to the last byte of the response. */
  readonly attemptTimeoutMs: number;
  /** Limit for a response body, before and after decompression. */
  readonly maxBodyBytes: number;
  /** Limit for the body of a response with a conversation, which may be long. */
  readonly maxTranscriptBytes: number;
  /** Limit for all upstream responses of one client request together. */
  readonly maxReceivedBytes: number;
  /** Concurrent requests, each on its own connection. */
  readonly connections: number;
  /** Requests that may wait for a connection or for the quota; beyond them, one fails at once. */
  readonly queue: number;
  /** Attempts per request, including the first. */
  readonly attempts: number;
  /** Maximum wait before the first retry (full jitter); exponential backoff doubles it for each further retry. */
  readonly retryBaseMs: number;
  readonly breaker: BreakerLimits;
}

export interface BreakerLimits {
  /** Failures within the window that open the breaker, if they are at least half of all attempts. */
  readonly failures: number;
  readonly windowMs: number;
  /** Time in the open state, before the half-open breaker admits a probe. */
  readonly openMs: number;
}

export const defaultLimits: UpstreamLimits = {
  connectTimeoutMs: 1_000,
  attemptTimeoutMs: 2_500,
  maxBodyBytes: 4_000_000,
  maxTranscriptBytes: 24_000_000,
  maxReceivedBytes: 100_000_000,
  connections: 64,
  queue: 256,
  attempts: 3,
  retryBaseMs: 100,
  breaker: { failures: 5, windowMs: 10_000, openMs: 1_000 },
};
