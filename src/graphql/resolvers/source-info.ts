import type { CallSourceInfoResolvers, CallSourceQuotaResolvers } from '../generated/resolver-types.ts';

export const CallSourceInfo: CallSourceInfoResolvers = {
  source: ({ identity }) => identity.name,
  mode: ({ calls, sandboxed }) => (calls === null ? 'NOT_CONFIGURED' : sandboxed ? 'SANDBOX' : 'LIVE'),
  state: source => source.health()?.state ?? 'NOT_CONFIGURED',
  responseTime: source => secondsOf(source.health()?.latency),
  quota: source => source,
  driftCount: ({ identity }, _, { driftOf }) => driftOf(identity.name),
};

const secondsOf = (milliseconds: number | null | undefined): number | null =>
  typeof milliseconds === 'number' ? milliseconds / 1000 : null;

export const CallSourceQuota: CallSourceQuotaResolvers = {
  requestsPerSecond: ({ requestsPerSecond }) =>
    requestsPerSecond === 'unlimited' ? null : requestsPerSecond,
  waiting: source => source.health()?.waiting ?? 0,
};
