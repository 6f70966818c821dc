import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema/**/*.graphql',
  generates: {
    'src/graphql/generated/resolver-types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../context.ts#RequestContext',
        // Without `info`: the executor does not build it for this schema.
        customResolverFn: '../resolvers/resolver-fn.ts#ResolverFn',
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: {
          DateTime: '../../domain/instant.ts#Instant',
          DateTimeOrDate: '../../domain/instant.ts#Instant',
          Decimal: '../../domain/decimal.ts#Decimal',
          JSON: 'unknown',
          _Any: 'unknown',
        },
        mappers: {
          Call: '../../domain/call.ts#Call as CallModel',
          CallConnection: '../../loaders/call-page.ts#CallPage as CallPageModel',
          CallIndexCoverage: '../../domain/call-index.ts#CallIndexCoverage as CallIndexCoverageModel',
          CallCostFigures: '../../domain/call-stats.ts#CallCostFigures as CallCostFiguresModel',
          CallFigures: '../../domain/call-stats.ts#CallFigures as CallFiguresModel',
          CallStats: '../../loaders/call-statistics.ts#CallStats as CallStatsModel',
          CallStatsGroup: '../../domain/call-stats.ts#CallStatsGroup as CallStatsGroupModel',
          CallStatsKey: '../../domain/call-stats.ts#CallStatsKey as CallStatsKeyModel',
          CallUsage: '../../domain/call.ts#CallUsage as CallUsageModel',
          // The breakdown's lines may have to be loaded by the call, so the call itself is its model.
          CostBreakdown: '../../domain/call.ts#Call as CallModel',
          CallDistribution: '../../domain/distribution.ts#CallDistribution as CallDistributionModel',
          CallLatency: '../../loaders/latency.ts#CallLatency as CallLatencyModel',
          CostItem: '../../domain/cost-items.ts#CostItem as CostItemModel',
          Node: '../resolvers/models.ts#FoundNode',
          CallRecording: '../resolvers/models.ts#RecordingOfCall',
          CallSourceQuota: '../../domain/call-source.ts#ConnectedSource as ConnectedSourceModel',
          CallSourceInfo: '../../domain/call-source.ts#ConnectedSource as ConnectedSourceModel',
          TranscriptEntry: '../resolvers/models.ts#EntryOfCall',
          Turn: '../resolvers/models.ts#TurnOfCall',
          TurnEvent: '../resolvers/models.ts#EventOfCall',
          _Entity: '../resolvers/models.ts#FoundNode',
          VoiceAgent: '../../domain/voice-agent.ts#AgentReference as AgentModel',
          VoiceAgentConnection: '../../loaders/agent-connection/index.ts#AgentPage as AgentPageModel',
        },
      },
    },
  },
};

export default config;
