import type { CallConnectionResolvers, VoiceAgentConnectionResolvers } from '../generated/resolver-types.ts';

export const CallConnection: CallConnectionResolvers = {
  nodes: ({ edges }) => edges.map(({ node }) => node),
};

export const VoiceAgentConnection: VoiceAgentConnectionResolvers = {
  nodes: ({ edges }) => edges.map(({ node }) => node),
};
