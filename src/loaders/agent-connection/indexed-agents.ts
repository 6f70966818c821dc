import { type AgentList, agentListOf, maxListedAgents } from '../../domain/agent-list.ts';
import { everyCall } from '../../domain/call-filter.ts';
import type { CallIndex } from '../../domain/call-index.ts';
import { withoutRates } from '../../domain/cost-conversion.ts';
import type { SourceName } from '../../domain/source-name.ts';

const none = { duration: [], turnCount: [] };

/** Lists the agents that calls in the index name; null if the index keeps no calls of the source. */
export async function listIndexedAgents(index: CallIndex, source: SourceName): Promise<AgentList | null> {
  const coverage = index.coverageOf(source);
  if (!coverage) return null;
  const { groups, groupCount } = await index.stats({
    filter: { ...everyCall, sources: [source] },
    sources: [source],
    groupBy: ['AGENT'],
    interval: null,
    timeZone: 'UTC',
    order: { field: 'CALL_COUNT', direction: 'DESC' },
    limit: maxListedAgents,
    conversion: withoutRates,
    percentiles: { total: none, groups: none },
  });
  const agents = groups.flatMap(({ key }) => key.agent ?? []);
  const isTruncated = groupCount > groups.length;
  return { ...agentListOf(agents, { isTruncated, incomplete: false }), index: coverage };
}
