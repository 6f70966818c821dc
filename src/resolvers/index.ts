import type { Resolvers } from '../generated/resolver-types.ts';
import { Call, CostBreakdown } from './call.ts';
import { Query } from './query.ts';
import { DateTime } from './scalars.ts';
import { SourceInfo } from './source-info.ts';
import { VoiceAgent } from './voice-agent.ts';

/** What graphql cannot read off the models by itself. */
export const resolvers: Resolvers = {
  Query,
  Node: { __resolveType: node => (node && 'sid' in node ? 'Call' : 'VoiceAgent') },
  Call,
  CostBreakdown,
  VoiceAgent,
  SourceInfo,
  DateTime,
};
