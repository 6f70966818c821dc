import { instantOf } from '../../domain/instant.ts';
import { givenBelow, wasGiven } from './given.ts';
import { microsecondsAt, type PlacedRow, type Row } from './page-rows.ts';
import type { Span, StartedPosition } from './position.ts';

/**
 * Keeps the order of the rows, but sorts each run of equal timestamps by id, highest first. All rows of a run take its
 * first spelling, because spellings that are equal to the microsecond may differ beyond.
 */
export function inOrder(rows: readonly Row[]): readonly Row[] {
  const hasTies = rows.some((row, at) => row.start === rows[at - 1]?.start);
  return hasTies ? runsOf(rows).flatMap(ordered) : rows;
}

function ordered(run: readonly Row[]): Row[] {
  const at = run[0]?.at;
  return run.map(row => ({ ...row, at: at ?? row.at })).sort((a, b) => b.id - a.id);
}

function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0]?.start === row.start) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

/** Drops the rows of the last timestamp, because the next page may list more of them. */
export function withoutLastRun(rows: readonly Row[]): readonly Row[] {
  const last = rows.at(-1)?.start;
  return rows.slice(0, rows.findLastIndex(row => row.start !== last) + 1);
}

interface Before {
  readonly last: StartedPosition | null;
  readonly given: readonly Span[];
}

/** Drops the rows that earlier pages returned, and gives each other row its position. */
export function placeStarted(
  rows: readonly Row[],
  times: readonly number[],
  before: Before,
  given: readonly Span[],
): PlacedRow[] {
  const placed: PlacedRow[] = [];
  const pin = before.last && microsecondsAt(before.last.at);
  let ties = 0;
  let start: number | null = null;
  for (const [index, row] of rows.entries()) {
    ties = row.start === start ? ties + 1 : 1;
    start = row.start;
    const isPassed = before.last !== null && start === pin && row.id >= before.last.id;
    if (isPassed || isGiven(row, before.given)) continue;
    placed.push({ call: row.call, time: times[index] ?? start, position: after(row, ties, given) });
  }
  return placed;
}

/** A row with an implausible start never counts as returned before, because Burki has always listed it as started. */
const isGiven = ({ call, id, start }: Row, given: readonly Span[]): boolean =>
  call.startedAt !== null && wasGiven(id, start, given);

export const after = (row: Row, ties: number, given: readonly Span[]): StartedPosition => ({
  at: row.at,
  id: row.id,
  ties,
  given: givenBelow(row.start, given),
});

/** Position right after every row of the last timestamp. */
export function beyond(rows: readonly Row[], { at, given }: StartedPosition): StartedPosition {
  const start = rows.at(-1)?.start ?? microsecondsAt(at) ?? 0;
  return { at: instantOf(start - 1), id: Number.MAX_SAFE_INTEGER, ties: 1, given: givenBelow(start, given) };
}

/** Position before every started row; its date filter excludes the rows that have not started. */
export const beforeStarted = (newest: string | null, given: readonly Span[]): StartedPosition => ({
  at: newest ?? '9999-12-31T23:59:59.999999',
  id: Number.MAX_SAFE_INTEGER,
  ties: 1,
  given: [...given],
  wide: true,
});
