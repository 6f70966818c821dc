import type { CallConnectionResolvers } from '../generated/resolver-types.ts';

export const CallConnection: CallConnectionResolvers = {
  nodes: ({ edges }) => edges.map(({ node }) => node),
};
