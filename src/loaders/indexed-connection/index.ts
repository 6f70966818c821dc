import type { CallFilter } from '../../domain/call-filter.ts';
import type { CallIndex, IndexedRow, IndexPage, IndexPlace } from '../../domain/call-index.ts';
import { createMatcher } from '../../domain/call-matcher.ts';
import { newestFirst } from '../../domain/call-order.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { withoutRates } from '../../domain/cost-conversion.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { CallListRequest } from '../call-list-request.ts';
import type { CallPage } from '../call-page.ts';
import type { CallSelection } from '../call-selection.ts';
import { coverageWithoutAnswer } from '../source-coverage.ts';
import { coversFilter, indexCoverageOf } from './coverage.ts';
import { createIndexCursorWriter, type IndexList, readIndexCursor } from './cursor.ts';

/** Lists a page of the index; no upstream request is sent. */
export async function listIndexed(
  request: CallListRequest,
  index: CallIndex,
  sources: readonly ConnectedSource[],
): Promise<CallPage> {
  const { selection, limit, isBackward } = request;
  const list = indexListOf(request);
  const from = placeOf(request, list);
  const asked = selection.sources
    .map(({ identity }) => identity.name)
    .filter(name => index.coverageOf(name) !== null);
  const page = await index.list({ ...list, sources: asked, limit, from, isBackward });
  return pageOf({ page, list, from, isBackward, selected: selection.sources, sources });
}

const indexListOf = ({ selection, order, conversion }: CallListRequest): IndexList => ({
  filter: selection.filter,
  order: order ?? newestFirst,
  conversion,
});

function placeOf({ cursor, isBackward }: CallListRequest, list: IndexList): IndexPlace | null {
  return cursor === null ? null : readIndexCursor(cursor, list, isBackward ? 'before' : 'after');
}

/** Throws BAD_USER_INPUT if the cursor of a request belongs to another list, or to none. */
export const checkIndexCursor = (request: CallListRequest): void => {
  placeOf(request, indexListOf(request));
};

interface AnsweredPage {
  readonly page: IndexPage;
  readonly list: IndexList;
  readonly from: IndexPlace | null;
  readonly isBackward: boolean;
  readonly selected: readonly ConnectedSource[];
  readonly sources: readonly ConnectedSource[];
}

function pageOf(answered: AnsweredPage): CallPage {
  const { page, list, isBackward, selected, sources } = answered;
  const { rows, stoppedAt } = page;
  const write = createIndexCursorWriter(list);
  const edges = newestVersions(rows, list.filter, sources).map(({ call, place }) => ({
    node: call,
    cursor: () => write(place),
  }));
  const { first, last } = endsOf(answered);
  const indexed = new Map(page.sources.map(source => [source.source, source]));
  const coverage = { filter: list.filter, isStopped: stoppedAt !== null };
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNext || (!isBackward && stoppedAt !== null),
      hasPreviousPage: page.hasPrevious || (isBackward && stoppedAt !== null),
      startCursor: () => first && write(first),
      endCursor: () => write(last),
    },
    totalCount: () => totalOf(page, list.filter, selected),
    coverage: () =>
      sources.map(source =>
        selected.includes(source)
          ? indexCoverageOf(source, indexed.get(source.identity.name) ?? null, coverage)
          : coverageWithoutAnswer(source),
      ),
  };
}

/**
 * Places before which and after which the list goes on; null for its end and its start. Those of an empty page leave out no
 * call: nothing precedes a page that was read backward, so that the list goes on at its start.
 */
function endsOf({ page: { rows, stoppedAt }, from, isBackward }: AnsweredPage) {
  const first = rows[0]?.place ?? null;
  const last = rows.at(-1)?.place ?? null;
  return isBackward
    ? { first: stoppedAt ?? first, last: last ?? stoppedAt }
    : { first: first ?? stoppedAt, last: stoppedAt ?? last ?? from };
}

/** Replaces rows that are older than the cache by its versions, and drops those that match no longer. */
function newestVersions(
  rows: readonly IndexedRow[],
  filter: CallFilter,
  sources: readonly ConnectedSource[],
): readonly IndexedRow[] {
  const adapters = new Map(sources.map(({ identity, calls }) => [identity.name, calls]));
  const isMatch = createMatcher(filter);
  return rows.flatMap(row => {
    const call = adapters.get(row.call.source)?.newestVersion?.(row.call, row.readAt) ?? row.call;
    return call === row.call ? row : isMatch(call) ? { ...row, call } : [];
  });
}

/** The exact number of matches; null if a source may have others, or the time did not suffice to count. */
function totalOf(
  { totalCount, sources }: IndexPage,
  filter: CallFilter,
  selected: readonly ConnectedSource[],
): number | null {
  const covered = sources.filter(({ coverage }) => coversFilter(coverage, filter));
  return totalCount !== null && totalCount < 2 ** 31 && covered.length === selected.length
    ? totalCount
    : null;
}

/**
 * Counts the matches of a list that the sources answer; null unless the index is current for each source, and can be read.
 * The list has no error then, because many clients discard all data of a response with errors.
 */
export async function countIndexed(selection: CallSelection, index: CallIndex): Promise<number | null> {
  const sources = selection.sources.map(({ identity }) => identity.name);
  if (sources.length === 0 || !sources.every(name => index.coverageOf(name)?.state === 'CURRENT'))
    return null;
  const page = await index.list({ ...wholeList, filter: selection.filter, sources }).catch(nullIfForeseen);
  return page && totalOf(page, selection.filter, selection.sources);
}

function nullIfForeseen(error: unknown): null {
  if (error instanceof SwitchboardError) return null;
  throw error;
}

const wholeList = { order: newestFirst, conversion: withoutRates, limit: 1, from: null, isBackward: false };
