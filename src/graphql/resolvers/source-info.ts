import type { SourceInfoResolvers, SourceQuotaResolvers } from '../generated/resolver-types.ts';

export const SourceInfo: SourceInfoResolvers = {
  name: ({ identity }) => identity.name,
  mode: ({ calls, sandboxed }) => (calls === null ? 'OFF' : sandboxed ? 'SANDBOX' : 'LIVE'),
  state: source => source.health()?.state ?? 'OFF',
  latency: source => source.health()?.latency ?? null,
  quota: source => source,
  driftCount: ({ identity }, _, { driftOf }) => driftOf(identity.name),
};

export const SourceQuota: SourceQuotaResolvers = {
  requestsPerSecond: ({ requestsPerSecond }) =>
    requestsPerSecond === 'unlimited' ? null : requestsPerSecond,
  waiting: source => source.health()?.waiting ?? 0,
};
