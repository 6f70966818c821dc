import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { IndexStats, StatsRequest } from '../domain/call-stats.ts';
import type { CallSelection } from './call-selection.ts';
import { indexCoverageOf } from './indexed-connection/coverage.ts';
import { type CallSourceCoverage, coverageWithoutAnswer } from './source-coverage.ts';

export interface CallStatsRequest extends Omit<StatsRequest, 'filter' | 'sources'> {
  readonly selection: CallSelection;
}

/** Statistics of calls, with their completeness. */
export interface CallStats {
  readonly total: IndexStats['total'];
  readonly groups: IndexStats['groups'];
  readonly groupCount: number;
  readonly coverage: () => readonly CallSourceCoverage[];
  readonly verification: IndexStats['verifications'];
}

export interface CallStatsOptions {
  readonly index: CallIndex;
  readonly sources: readonly ConnectedSource[];
}

/** Computes statistics by the index; no upstream request is sent. */
export async function computeCallStats(
  { selection, ...request }: CallStatsRequest,
  { index, sources }: CallStatsOptions,
): Promise<CallStats> {
  const { filter } = selection;
  const selected = selection.sources.map(({ identity }) => identity.name);
  const indexed = selected.filter(name => index.coverageOf(name) !== null);
  const stats = await index.stats({ ...request, filter, sources: indexed });
  const answers = new Map(stats.sources.map(source => [source.source, source]));
  return {
    total: stats.total,
    groups: stats.groups,
    groupCount: stats.groupCount,
    coverage: () =>
      sources.map(source =>
        selected.includes(source.identity.name)
          ? indexCoverageOf(source, answers.get(source.identity.name) ?? null, { filter, isStopped: false })
          : coverageWithoutAnswer(source),
      ),
    verification: stats.verifications,
  };
}

/** Text that equal requests share, and no others. */
export const keyOfStatsRequest = ({ selection, ...request }: CallStatsRequest): string =>
  JSON.stringify([selection.key, request]);
