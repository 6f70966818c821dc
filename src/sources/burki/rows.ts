import { type Call, timeOf } from '../../domain/call.ts';
import type { ListedRow } from '../../domain/call-source.ts';
import { instantOf, microsecondsOf, parseInstant } from '../../domain/instant.ts';
import { effectiveTimes } from '../../domain/row-times.ts';
import { type Reader, text, type Wire, wireOf } from '../../upstream/decode.ts';
import { normalizeCall } from './normalize-call.ts';
import { type BurkiPosition, mostRemembered } from './position.ts';

interface Row {
  readonly call: Call;
  readonly id: number;
  /** The start as Burki spelled it; its order and its date filter go by this, plausible or not. */
  readonly at: string;
  /** The same in microseconds; Infinity before the call started. */
  readonly start: number;
}

interface RowsRead {
  readonly rows: readonly ListedRow[];
  readonly next: BurkiPosition | null;
  readonly damaged: boolean;
}

interface Reading {
  readonly items: readonly unknown[];
  readonly position: BurkiPosition | null;
  readonly watermark: number;
  /** Whether the list ends with these items. */
  readonly ends: boolean;
  /** Whether Burki gives no more than this at once. */
  readonly widest: boolean;
  readonly reader: Reader;
}

/**
 * One page of Burki's list in an order that can be resumed. Because Burki breaks no ties, rows of one
 * timestamp are put by id, newest first; those of the last timestamp are left for the next page unless they
 * are surely all here.
 */
export function readRows({ items, position, watermark, ends, widest, reader }: Reading): RowsRead {
  const { rows: all, unreadable } = readAll(items, reader);
  const started = inOrder(all.filter(hasStarted));
  // Because a date filter leaves out what has not started, such a row back in time cannot be placed.
  const unstarted = isPinned(position) ? [] : all.filter(row => !hasStarted(row));
  const waiting = placeUnstarted(unstarted, position);
  const times = effectiveTimes({ times: started.map(row => timeOf(row.call)), ends, watermark });
  if (waiting.crowded) return { rows: waiting.placed, next: pastTheUnstarted(position), damaged: true };
  const sure = place(ends ? started : withoutLastRun(started), times, position);
  // Because no page holds this run whole, what came of it is taken, and the rest of it given up.
  const tooLong = widest && waiting.placed.length + sure.length === 0 && !ends;
  const keep = kept(position);
  const placed = [...waiting.placed, ...(tooLong ? place(started, times, position) : sure)];
  const rows = position?.withoutAgent
    ? placed.map(({ call, time, position: at }) => ({ call, time, position: { ...at, ...keep } }))
    : placed;
  return {
    rows,
    next: ends ? null : nextAfter(rows, sure.length === 0 && waiting.placed.length > 0),
    damaged: tooLong || unreadable > 0 || (isPinned(position) && !all.every(hasStarted)),
  };

  function nextAfter(given: readonly Placed[], onlyUnstarted: boolean): BurkiPosition {
    // Because the same request again would show the same rows, the started ones are asked for alone.
    if (onlyUnstarted) return pastTheUnstarted(position);
    const again = tooLong ? beyond(started) : { ...(position ?? theBeginning), wide: true };
    return given.at(-1)?.position ?? { ...again, ...keep };
  }
}

const theBeginning: BurkiPosition = { seen: [] };

const kept = (position: BurkiPosition | null) => (position?.withoutAgent ? { withoutAgent: true } : {});

/** Before all that has started, because a date filter leaves out what has not. */
const pastTheUnstarted = (position: BurkiPosition | null): BurkiPosition => ({
  at: '9999-12-31T23:59:59',
  id: Number.MAX_SAFE_INTEGER,
  ties: 1,
  ...kept(position),
});

/** Right after every row of the last run's timestamp. */
function beyond(rows: readonly Row[]): BurkiPosition {
  const time = rows.at(-1)?.start;
  if (time === undefined) return { ...theBeginning, wide: true };
  return { at: instantOf(time - 1), id: Number.MAX_SAFE_INTEGER, ties: 1 };
}

interface Placed extends ListedRow {
  readonly position: BurkiPosition;
}

/** The readable rows, each once, because a to-many join behind the list may repeat one. */
function readAll(items: readonly unknown[], reader: Reader) {
  const rows = new Map<number, Row>();
  let unreadable = 0;
  for (const item of items) {
    const wire = wireOf(item, reader);
    const call = wire && normalizeCall(wire);
    if (!call) unreadable += 1;
    else if (!rows.has(Number(call.databaseId))) rows.set(Number(call.databaseId), rowOf(wire, call));
  }
  return { rows: [...rows.values()], unreadable };
}

function rowOf(wire: Wire, call: Call): Row {
  const at = text(wire, 'started_at', wire.fields.started_at) ?? '';
  return { call, id: Number(call.databaseId), at, start: placeOf(call, at) };
}

/** Burki orders its list by implausible times too, so a row keeps the place of the time it was given. */
const placeOf = (call: Call, at: string): number =>
  call.startedAt === null ? (microsecondsAt(at) ?? Number.POSITIVE_INFINITY) : microsecondsOf(call.startedAt);

const newestId = (a: Row, b: Row): number => b.id - a.id;

const hasStarted = (row: Row): boolean => row.start !== Number.POSITIVE_INFINITY;

const isPinned = (position: BurkiPosition | null): boolean => position !== null && 'at' in position;

/** In the order they came, but each run of one timestamp by id descending. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  const hasTies = rows.some((row, at) => row.start === rows[at - 1]?.start);
  return hasTies ? runsOf(rows).flatMap(run => run.sort(newestId)) : rows;
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

function withoutLastRun(rows: readonly Row[]): readonly Row[] {
  const last = rows.at(-1)?.start;
  return rows.slice(0, rows.findLastIndex(row => row.start !== last) + 1);
}

/** Crowded when there are more than a cursor remembers: the rest is given up, for no count could tell it again. */
function placeUnstarted(rows: readonly Row[], position: BurkiPosition | null) {
  const seen = position && 'seen' in position ? position.seen : [];
  const known = new Set(seen);
  const fresh = rows.filter(row => !known.has(row.id)).toSorted(newestId);
  const placed = fresh.slice(0, mostRemembered - seen.length).map(({ call }, index): Placed => {
    const ids = fresh.slice(0, index + 1).map(row => row.id);
    return { call, time: Number.POSITIVE_INFINITY, position: { seen: [...seen, ...ids], ...kept(position) } };
  });
  return { placed, crowded: placed.length < fresh.length };
}

function place(rows: readonly Row[], times: readonly number[], position: BurkiPosition | null): Placed[] {
  const placed: Placed[] = [];
  let ties = 0;
  let last: number | null = null;
  for (const [index, row] of rows.entries()) {
    ties = row.start === last ? ties + 1 : 1;
    last = row.start;
    if (isPassed(row, position)) continue;
    const time = times[index] ?? row.start;
    placed.push({ call: row.call, time, position: { at: row.at, id: row.id, ties } });
  }
  return placed;
}

/** Whether an earlier page gave this row: in the same run before it, or while it had not started yet. */
function isPassed(row: Row, position: BurkiPosition | null): boolean {
  if (position === null) return false;
  if ('seen' in position) return position.seen.includes(row.id);
  return row.id >= position.id && row.start === microsecondsAt(position.at);
}

function microsecondsAt(spelled: string): number | null {
  const instant = parseInstant(spelled);
  return instant === null ? null : microsecondsOf(instant);
}
