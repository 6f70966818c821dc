import { mapInSlices } from '../../async/map-in-slices.ts';
import type { RequestScope } from '../../async/request-scope.ts';
import type { RowPage, RowReader } from '../../domain/call-source.ts';
import { invalidResponse, SwitchboardError } from '../../domain/errors.ts';
import type { UpstreamRequest } from '../../upstream/upstream-client.ts';
import { wireContextAt, wireObjectOf } from '../../upstream/wire-object.ts';
import { readInt } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import { maxPageSize } from './items.ts';
import { hasStarted, microsecondsAt, type Row, readRow } from './page-rows.ts';
import {
  firstPlace,
  isRightBehind,
  isVerifiable,
  parsePlace,
  type RowPlace,
  withoutOffset,
  withTies,
} from './row-place.ts';
import { createWindowReader, type RowWindow } from './row-window.ts';
import type { BurkiCountWire } from './wire.ts';

interface ReadWindow extends RowWindow {
  /** One for each item; null if the item is unreadable. */
  readonly rows: readonly (Row | null)[];
}

/**
 * Reads all rows: first those that have not started, by offset, then by keyset on the start. A page begins behind the rows that
 * were read, so that n rows take n/1000 requests, and is read again from their start if they may have moved.
 */
export function createBurkiRows(dependencies: SourceDependencies): RowReader {
  const { onDrift, now, nextTurn } = dependencies;
  const readWindow = createWindowReader(dependencies);

  async function read(place: RowPlace, scope: RequestScope): Promise<ReadWindow> {
    const window = await readWindow(place, scope);
    const reader = wireContextAt(now(), onDrift);
    const readSlice = (items: readonly unknown[]) => items.map(item => readRow(item, reader));
    return { ...window, rows: await mapInSlices(window.items, readSlice, nextTurn, () => rowWeight) };
  }

  /** Null if the page has to be read without the offset of its place. */
  async function readBehind(place: RowPlace, scope: RequestScope): Promise<RowPage | null> {
    if (isVerifiable(place) && place.total === null) return null;
    const window = await read(place, scope);
    const isRight =
      window.isDamaged || !isVerifiable(place) || isRightBehind(place, window.rows, window.total);
    return isRight ? pageOf(window, place) : null;
  }

  return {
    async readPage(text, scope, maxRows = maxPageSize) {
      const place = text === null ? firstPlace(maxRows) : parsePlace(text);
      if (!place) return null;
      const page = await readBehind(place, scope);
      if (page) return page;
      const again = withoutOffset(place);
      return pageOf(await read(again, scope), again);
    },
    count: createCounter(dependencies),
  };
}

/** Items of a slice that a row counts for, because it has many fields. */
const rowWeight = 5;

/** Statuses of a deployment that does not count. */
const noCountStatuses = [400, 404, 405, 410, 422];
const countRequest: UpstreamRequest = {
  route: 'list',
  path: '/api/v1/calls/count',
  expectedErrorStatuses: noCountStatuses,
};

const createCounter =
  ({ upstream, onDrift, now }: SourceDependencies): NonNullable<RowReader['count']> =>
  async scope => {
    try {
      const response = await upstream.getJson(countRequest, scope);
      const wire = response && wireObjectOf<BurkiCountWire>(response.json, wireContextAt(now(), onDrift));
      const counted = wire ? readInt(wire, 'count') : null;
      return counted !== null && counted >= 0 ? counted : null;
    } catch (failure) {
      if (failure instanceof SwitchboardError && noCountStatuses.includes(failure.details.status ?? 0))
        return null;
      throw failure;
    }
  };

function pageOf(window: ReadWindow, place: RowPlace): RowPage {
  const byId = new Map(window.rows.flatMap(row => (row ? [[row.id, row.call] as const] : [])));
  const unreadable = window.rows.filter(row => row === null).length;
  const next = nextPlace(window, place);
  return {
    calls: [...byId.values()],
    next: next && JSON.stringify(next),
    damaged: unreadable + (window.isDamaged ? 1 : 0),
    // Burki lists calls that have not started before all others, and keeps those that never do.
    precedesNewest: byId.size > 0 && lastRunOf(window.rows) === null,
  };
}

function nextPlace(window: ReadWindow, place: RowPlace): RowPlace | null {
  const { rows, total, isDamaged } = window;
  const sized = { ...place, ...sizesAfter(window, place) };
  if (isDamaged) return { ...sized, skip: place.skip + 1, total: null, ties: [], isTrusted: true };
  const skip = place.skip + rows.length;
  if (isEndOfList(window, place)) return null;
  const run = lastRunOf(rows);
  if (run === null || run.start >= (microsecondsAt(place.at ?? '') ?? Number.POSITIVE_INFINITY))
    return { ...sized, skip, total, ties: withTies(place.ties, rows) };
  const { at, from } = run;
  return {
    ...sized,
    at,
    skip: rows.length - from,
    total: total === null ? null : Math.max(0, total - place.skip - from),
    ties: withTies([], rows.slice(from)),
    isTrusted: false,
  };
}

/**
 * Takes neither a short page nor a total for the end where they contradict each other, because an end that only seems to be one
 * would make all older calls look deleted.
 */
function isEndOfList({ rows, total, limit }: ReadWindow, { at, skip }: RowPlace): boolean {
  const reached = skip + rows.length;
  if (total === null || reached > total) return rows.length < limit;
  if (reached === total) return true;
  if (rows.length === 0 && at === null)
    throw invalidResponse('BURKI', 'Burki answered its list of calls without the calls that it counts.');
  return rows.length === 0;
}

/** After an error the rest of the failed page is next, because the row at fault is in it. */
function sizesAfter(
  { failed, limit, isDamaged }: RowWindow,
  { cap }: RowPlace,
): Pick<RowPlace, 'limit' | 'cap'> {
  if (!failed) return { limit: cap, cap };
  if (isDamaged) return { limit: maxPageSize, cap: maxPageSize };
  if (failed.cause === 'SIZE') return { limit, cap: limit };
  return { limit: Math.min(cap, failed.size - limit), cap };
}

interface Run {
  /** Start of the last rows as Burki spells it for the first of them. */
  readonly at: string;
  readonly start: number;
  /** Index of the first of these rows. */
  readonly from: number;
}

/** The last rows of equal start, with what follows them; null if no row has started. */
function lastRunOf(rows: readonly (Row | null)[]): Run | null {
  const last = rows.findLast(row => row !== null && hasStarted(row)) ?? null;
  if (last === null) return null;
  const before = rows.findLastIndex(row => row !== null && row.start !== last.start);
  const from = rows.findIndex((row, index) => index > before && row !== null);
  return { at: rows[from]?.at ?? last.at, start: last.start, from };
}
