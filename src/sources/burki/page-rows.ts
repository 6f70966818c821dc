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
    const wire = wireObjectOf<BurkiCallWire>(item, reader);
    const call = wire && normalizeCall(wire);
    const id = call && Number(call.databaseId);
    if (!call || id === null) unreadable += 1;
    else if (!seen.has(id)) rows.push(rowOf(wire, call, id));
    if (id !== null) seen.add(id);
  }
  return { rows, unreadable };
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
