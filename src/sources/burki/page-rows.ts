import { type Call, timeOf } from '../../domain/call.ts';
import type { ListedRow } from '../../domain/call-source.ts';
import { microsecondsOf, parseInstant } from '../../domain/instant.ts';
import { effectiveTimes } from '../../domain/row-times.ts';
import { readString, type WireContext, type WireObject, wireObjectOf } from '../../upstream/wire-reader.ts';
import { normalizeCall } from './normalize-call.ts';
import type { BurkiPosition } from './position.ts';

/** A row of Burki's list. */
export interface Row {
  readonly call: Call;
  readonly id: number;
  /** The start as Burki spelled it; Burki orders and filters by it, even if it is implausible. */
  readonly at: string;
  /** The start in microseconds; Infinity before the call started. */
  readonly start: number;
}

export interface PlacedRow extends ListedRow {
  readonly position: BurkiPosition;
}

/** The readable rows, each once, because a to-many join behind the list may repeat one. */
export function readRows(items: readonly unknown[], reader: WireContext) {
  const rows: Row[] = [];
  const seen = new Set<number>();
  let unreadable = 0;
  for (const item of items) {
    const wire = wireObjectOf(item, reader);
    const call = wire && normalizeCall(wire);
    const id = call && Number(call.databaseId);
    if (!call || id === null) unreadable += 1;
    else if (!seen.has(id)) rows.push(rowOf(wire, call, id));
    if (id !== null) seen.add(id);
  }
  return { rows, unreadable };
}

function rowOf(wire: WireObject, call: Call, id: number): Row {
  const at = readString(wire, 'started_at', wire.fields.started_at) ?? '';
  return { call, id, at, start: startOf(call, at) };
}

/** Burki orders its list by implausible times too, so a row keeps the place of the time it was given. */
const startOf = (call: Call, at: string): number =>
  call.startedAt === null ? (microsecondsAt(at) ?? Number.POSITIVE_INFINITY) : microsecondsOf(call.startedAt);

export const hasStarted = (row: Row): boolean => row.start !== Number.POSITIVE_INFINITY;

export function microsecondsAt(spelled: string): number | null {
  const instant = parseInstant(spelled);
  return instant === null ? null : microsecondsOf(instant);
}

/** The time at which each row enters the merge. */
export const effectiveTimesOf = (rows: readonly Row[], ends: boolean, watermark: number): number[] =>
  effectiveTimes({ times: rows.map(row => timeOf(row.call)), ends, watermark });
