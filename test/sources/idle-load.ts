/** Load of an upstream that has no request under way and no open breaker. */
export const idleLoad = {
  inFlight: 0,
  queued: 0,
  quota: { perSecond: null, waiting: 0 },
  latency: null,
  breakers: {
    host: 'CLOSED',
    list: 'CLOSED',
    call: 'CLOSED',
    transcript: 'CLOSED',
    recording: 'CLOSED',
    agent: 'CLOSED',
    agents: 'CLOSED',
  },
  pausedMs: 0,
  isMisconfigured: false,
} as const;
