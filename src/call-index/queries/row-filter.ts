import {
  type AgentCriterion,
  type CallFilter,
  type DurationRange,
  matchesNone,
} from '../../domain/call-filter.ts';
import type { SourceName } from '../../domain/source-name.ts';
import { type Codes, type Columns, type Dictionary, rowsPerBlock } from '../columns/columns.ts';
import { type ColumnTest, codeIsOneOf, numberIsBetween } from './column-tests.ts';
import type { ColumnView } from './column-view.ts';
import { costCriterion } from './cost-criterion.ts';
import { customerCriterion } from './customer-criterion.ts';
import { decided, everyRow, type RowCriterion } from './row-criterion.ts';
import { endedCriterion, startedCriterion } from './time-criteria.ts';

/** A filter over the columns of one moment. */
export interface RowFilter extends RowCriterion {
  /** Test of the source, which is always tested because a vacant row has none. */
  readonly sourceTest: ColumnTest;
  /** Codes of the sources whose calls may match; at least one. */
  readonly sourceCodes: readonly number[];
  /** Tests of the other criteria. */
  readonly tests: readonly ColumnTest[];
  /** Whether the metadata of an undecided row suffices to decide on it. */
  readonly isDecidedByMetadata: boolean;
}

/** Compiles a filter for the calls of some sources; null if no call can match. */
export function compileRowFilter(
  view: ColumnView,
  filter: CallFilter,
  sources: readonly SourceName[],
): RowFilter | null {
  if (matchesNone(filter)) return null;
  const wanted = sources.filter(source => filter.sources?.includes(source) ?? true);
  const sourceCodes = wanted.flatMap(name => view.columns.dictionaries.source.codeOf(name) ?? []);
  const criteria = compileCriteria(view, filter, wanted);
  const met = criteria.filter(criterion => criterion !== null);
  if (sourceCodes.length === 0 || met.length < criteria.length) return null;
  const undecided = met.flatMap(({ isUndecided }) => isUndecided ?? []);
  return {
    sourceTest: sourceIsOneOf(view, sourceCodes),
    sourceCodes,
    tests: met.flatMap(({ tests }) => tests),
    isUndecided: undecided.length === 0 ? null : row => undecided.some(isUndecided => isUndecided(row)),
    isDecidedByMetadata: undecided.length === 1 && filter.metadata !== null,
  };
}

/** The criteria of a filter but for the sources; null for one that no row meets. */
function compileCriteria(
  view: ColumnView,
  filter: CallFilter,
  sources: readonly SourceName[],
): (RowCriterion | null)[] {
  const { columns } = view;
  const { dictionaries } = columns;
  return [
    wordCriterion(columns.status, dictionaries.status, filter.statuses),
    wordCriterion(columns.direction, dictionaries.direction, filter.directions),
    wordCriterion(columns.agent, dictionaries.agent, agentWords(filter, sources)),
    wordCriterion(columns.endReason, dictionaries.endReason, filter.endReasons),
    wordCriterion(columns.flowName, dictionaries.flowName, filter.flowNames),
    wordCriterion(columns.agentName, dictionaries.agentName, filter.agentNames),
    recordingCriterion(columns, filter.recordingEnabled),
    durationCriterion(columns, filter.duration),
    filter.started ? startedCriterion(view, filter.started) : everyRow,
    filter.ended ? endedCriterion(view, filter.ended) : everyRow,
    filter.customerDigits ? customerCriterion(columns, filter.customerDigits) : everyRow,
    filter.cost ? costCriterion(columns, filter.cost) : everyRow,
    filter.metadata ? metadataCriterion(columns) : everyRow,
  ];
}

function sourceIsOneOf({ columns, zones }: ColumnView, codes: readonly number[]): ColumnTest {
  const { source, rowCount, dictionaries } = columns;
  const { codeCount, counts } = zones.sources();
  return {
    ...codeIsOneOf(source, codes, dictionaries.source.size),
    judge(block) {
      let passing = 0;
      for (const code of codes) passing += counts[block * codeCount + code] ?? 0;
      if (passing === 0) return 'NONE';
      return passing === Math.min(rowsPerBlock, rowCount - block * rowsPerBlock) ? 'ALL' : 'SOME';
    },
  };
}

function wordCriterion(
  column: Uint8Array | Codes,
  dictionary: Dictionary,
  words: readonly string[] | null,
): RowCriterion | null {
  if (words === null) return everyRow;
  const codes = words.flatMap(word => dictionary.codeOf(word) ?? []);
  return codes.length === 0 ? null : decided(codeIsOneOf(column, codes, dictionary.size));
}

function agentWords({ agents }: CallFilter, sources: readonly SourceName[]): readonly string[] | null {
  const wordsOf = ({ source, key }: AgentCriterion): string[] =>
    sources.filter(name => source === null || source === name).map(name => JSON.stringify([name, key]));
  return agents?.flatMap(wordsOf) ?? null;
}

const recordingCriterion = ({ recordingEnabled }: Columns, wanted: boolean | null): RowCriterion =>
  wanted === null ? everyRow : decided(codeIsOneOf(recordingEnabled, [wanted ? 2 : 1], 2));

const durationCriterion = ({ duration }: Columns, range: DurationRange | null): RowCriterion =>
  range === null
    ? everyRow
    : decided(numberIsBetween(duration, range.min ?? -Infinity, range.max ?? Infinity));

const metadataCriterion = ({ hasMetadata }: Columns): RowCriterion => ({
  tests: [codeIsOneOf(hasMetadata, [1], 1)],
  isUndecided: () => true,
});
