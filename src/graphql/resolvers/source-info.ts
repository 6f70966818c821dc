import type { CallIndex } from '../../domain/call-index.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { CallSourceInfoResolvers, CallSourceQuotaResolvers } from '../generated/resolver-types.ts';

export const CallSourceInfo: CallSourceInfoResolvers = {
  source: ({ identity }) => identity.name,
  mode: ({ calls, sandboxed }) => (calls === null ? 'NOT_CONFIGURED' : sandboxed ? 'SANDBOX' : 'LIVE'),
  state: source => source.health()?.state ?? 'NOT_CONFIGURED',
  responseTime: source => secondsOf(source.health()?.latency),
  quota: source => source,
  index: ({ identity }, _, { index }) => index && infoOf(index, identity.name),
  driftCount: ({ identity }, _, { driftOf }) => driftOf(identity.name),
};

function infoOf(index: CallIndex, source: SourceName) {
  const coverage = index.coverageOf(source);
  const activity = index.activityOf(source);
  return coverage && activity && { ...activity, coverage };
}

const secondsOf = (milliseconds: number | null | undefined): number | null =>
  typeof milliseconds === 'number' ? milliseconds / 1000 : null;

export const CallSourceQuota: CallSourceQuotaResolvers = {
  requestsPerSecond: ({ requestsPerSecond }) =>
    requestsPerSecond === 'unlimited' ? null : requestsPerSecond,
  waiting: source => source.health()?.waiting ?? 0,
};
