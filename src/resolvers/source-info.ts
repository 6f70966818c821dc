import type { SourceInfoResolvers } from '../generated/resolver-types.ts';

export const SourceInfo: SourceInfoResolvers = {
  name: ({ identity }) => identity.name,
  mode: ({ calls, sandboxed }) => (calls === null ? 'OFF' : sandboxed ? 'SANDBOX' : 'LIVE'),
  driftCount: ({ identity }, _, { driftOf }) => driftOf(identity.name),
};
