import type { Resolvers } from '../generated/resolver-types.ts';
import { Call } from './call.ts';
import { CallFigures } from './call-stats.ts';
import { CallConnection, VoiceAgentConnection } from './connections.ts';
import { CostBreakdown, CostItem } from './cost.ts';
import { CallDistribution } from './distribution.ts';
import type { FoundNode } from './models.ts';
import { Query } from './query.ts';
import { DateTimeOrDate, Decimal } from './scalars.ts';
import { CallSourceInfo, CallSourceQuota } from './source-info.ts';
import { TranscriptEntry, Turn, TurnEvent } from './turn.ts';
import { CallUsage } from './usage.ts';
import { VoiceAgent } from './voice-agent.ts';

const typeOf = (node: FoundNode) => (node && 'sid' in node ? 'Call' : 'VoiceAgent');

/** Resolvers of all fields that the default resolver cannot read from the models. */
export const resolvers: Resolvers = {
  Query,
  Node: { __resolveType: typeOf },
  _Entity: { __resolveType: typeOf },
  Call,
  CallConnection,
  CallDistribution,
  CallFigures,
  CallUsage,
  CostBreakdown,
  CostItem,
  Turn,
  TurnEvent,
  TranscriptEntry,
  VoiceAgent,
  VoiceAgentConnection,
  CallSourceInfo,
  CallSourceQuota,
  DateTimeOrDate,
  Decimal,
};
