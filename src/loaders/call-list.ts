import type { RequestScope } from '../async/request-scope.ts';
import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { badUserInput, type SwitchboardError } from '../domain/errors.ts';
import type { CallListRequest } from './call-list-request.ts';
import type { CallPage } from './call-page.ts';
import { type CursorArgument, cursorOfAnother, invalidCursor, ownerOfCursor } from './cursor-bytes.ts';
import { coversFilter } from './indexed-connection/coverage.ts';
import { checkIndexCursor, countIndexed, listIndexed } from './indexed-connection/index.ts';
import { listMerged } from './merged-connection/index.ts';

export interface CallListOptions {
  readonly sources: readonly ConnectedSource[];
  /** Null if no index may answer the request. */
  readonly index: CallIndex | null;
  readonly scope: RequestScope;
}

/** Lists a page of calls, by the index or by the sources. */
export async function listCalls(request: CallListRequest, options: CallListOptions): Promise<CallPage> {
  const { sources, index, scope } = options;
  const { limit: first, selection } = request;
  const answering = answeringIndex(request, index);
  if (answering && selection.sources.length > 0) return listIndexed(request, answering, sources);
  // A list without sources is empty whoever answers it, but its cursor has to be one of it.
  if (answering) checkIndexCursor(request);
  const after = answering ? null : request.cursor;
  const page = await listMerged({ first, after, selection }, sources, scope);
  if (!index) return page;
  const count = () => countIndexed(selection, index);
  return { ...page, totalCount: () => page.totalCount() ?? count() };
}

/**
 * Returns the index if it answers a list; null if the sources do. A list goes on where it began, so that its cursor decides.
 * Otherwise the sources answer if they apply the whole filter, because they are fresher, and if the index lacks calls; the
 * index answers everything else. Throws BAD_USER_INPUT if nobody can answer.
 */
export function answeringIndex(request: CallListRequest, index: CallIndex | null): CallIndex | null {
  const { cursor } = request;
  const need = needOf(request);
  const owner = cursor === null ? null : ownerOfCursor(cursor);
  if (!index && owner === 'INDEX') throw indexCursorWithoutIndex(request);
  if (!index && need !== null) throw indexNeeded(need);
  if (owner === 'INDEX') return index;
  if (cursor === null) return index && (need !== null || isPreferred(request, index)) ? index : null;
  if (need === null) return null;
  throw owner === null ? invalidCursor(argumentOf(request)) : sourceCursorRefused(request);
}

/** Argument that only an index can answer; null without one. */
function needOf({ order, isBackward, cursor }: CallListRequest): string | null {
  if (isBackward) return cursor === null ? '`last`' : '`before`';
  const isNewestFirst = order === null || (order.field === 'TIME' && order.direction === 'DESC');
  return isNewestFirst ? null : '`orderBy` other than TIME, DESC';
}

const isPreferred = ({ order, selection }: CallListRequest, index: CallIndex): boolean =>
  (order !== null || !selection.sources.every(({ calls }) => calls.appliesFilter(selection.filter))) &&
  selection.sources.every(({ identity }) => {
    const coverage = index.coverageOf(identity.name);
    return coverage !== null && coversFilter(coverage, selection.filter);
  });

/** Refuses an argument or a field that only an index can answer. */
export const indexNeeded = (argument: string): SwitchboardError =>
  badUserInput(`${argument} needs the index of calls, which ${absence}.`);

const indexCursorWithoutIndex = (request: CallListRequest): SwitchboardError => {
  const argument = argumentOf(request);
  return badUserInput(
    `\`${argument}\` belongs to a list of the index of calls, which ${absence}: start again without \`${argument}\`.`,
  );
};

const absence = 'the setting INDEX switches on, and which answers no request with forwarded headers';

const argumentOf = ({ isBackward }: CallListRequest): CursorArgument => (isBackward ? 'before' : 'after');

const sourceCursorRefused = ({ isBackward }: CallListRequest): SwitchboardError =>
  isBackward
    ? badUserInput(
        '`before` belongs to a list that the sources answer, which goes forward only: start again with `orderBy` or `last`.',
      )
    : cursorOfAnother('order', 'after');
