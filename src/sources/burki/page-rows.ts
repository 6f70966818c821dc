import { type Call, timeOf } from '../../domain/call.ts';
import type { ListedRow } from '../../domain/call-source.ts';
import { microsecondsOf, parseInstant } from '../../domain/instant.ts';
import { effectiveTimes } from '../../domain/row-times.ts';
import { type WireContext, type WireObject, wireObjectOf } from '../../upstream/wire-object.ts';
import { readString } from '../../upstream/wire-reader.ts';
import { normalizeCall } from './normalize-call.ts';
import type { BurkiPosition } from './position.ts';
import type { BurkiCallWire } from './wire.ts';

export interface Row {
  readonly call: Call;
  readonly id: number;
  /** Start as Burki spells it, because Burki sorts and filters by it even if it is implausible. */
  readonly at: string;
  /** Start in microseconds; Infinity if the call has not started. */
  readonly start: number;
}

export interface PlacedRow extends ListedRow {
  readonly position: BurkiPosition;
}

/** Normalizes the readable rows, each id once, because a join on Burki's side may repeat rows. */
export function readRows(items: readonly unknown[], reader: WireContext) {
  const rows: Row[] = [];
  const seen = new Set<number>();
  let unreadable = 0;
  for (const item of items) {
    const row = readRow(item, reader);
    if (!row) unreadable += 1;
    else if (!seen.has(row.id)) rows.push(row);
    if (row) seen.add(row.id);
  }
  return { rows, unreadable };
}

/** Null for an unreadable row. */
export function readRow(item: unknown, reader: WireContext): Row | null {
  const wire = wireObjectOf<BurkiCallWire>(item, reader);
  const call = wire && normalizeCall(wire);
  return call && rowOf(wire, call, Number(call.databaseId));
}

function rowOf(wire: WireObject<BurkiCallWire>, call: Call, id: number): Row {
  const at = readString(wire, 'started_at') ?? '';
  return { call, id, at, start: startOf(call, at) };
}

/** Start of a row, implausible or not, because Burki sorts its list by either. */
const startOf = (call: Call, at: string): number =>
  call.startedAt === null ? (microsecondsAt(at) ?? Number.POSITIVE_INFINITY) : microsecondsOf(call.startedAt);

export const hasStarted = (row: Row): boolean => row.start !== Number.POSITIVE_INFINITY;

export function microsecondsAt(text: string): number | null {
  const instant = parseInstant(text);
  return instant === null ? null : microsecondsOf(instant);
}

export const effectiveTimesOf = (rows: readonly Row[], ends: boolean, watermark: number): number[] =>
  effectiveTimes({ times: rows.map(row => timeOf(row.call)), ends, watermark });
