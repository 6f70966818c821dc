/** What one upstream may cost us in time, memory and count. */
export interface UpstreamLimits {
  readonly connectTimeoutMs: number;
  /** One attempt, from asking for a connection to the last byte of the answer. */
  readonly attemptTimeoutMs: number;
  /** Of an answer, after decompression. */
  readonly maxBodyBytes: number;
  /** The same of an answer that carries a conversation, which may have been a long one. */
  readonly maxTranscriptBytes: number;
  /** What all upstreams together may send for one client request. */
  readonly maxReceivedBytes: number;
  /** Requests under way at once; each has a connection of its own. */
  readonly connections: number;
  /** Requests that may wait for a connection; one more is refused at once. */
  readonly queue: number;
  /** Of one request, the first included. */
  readonly attempts: number;
  /** The longest wait before the first retry; it doubles with each further one. */
  readonly retryBaseMs: number;
  readonly breaker: BreakerLimits;
}

export interface BreakerLimits {
  /** This many failures, and at least half of all attempts, within the window open the breaker. */
  readonly failures: number;
  readonly windowMs: number;
  /** How long nothing is asked before one probe is let through. */
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
