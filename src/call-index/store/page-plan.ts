import { type Call, nativeKeyOf } from '../../domain/call.ts';
import type { PageWrite } from './index-store.ts';
import { decodeRow, encodeRow } from './row-codec.ts';
import type { StoredRow } from './row-database.ts';
import { areEqualValues, type RowValues } from './row-values.ts';

/** Calls of a page by what becomes of their rows. */
export interface PagePlan {
  readonly added: readonly AddedCall[];
  readonly changed: readonly ChangedCall[];
  readonly unchanged: readonly StoredRow[];
}

export interface AddedCall {
  readonly call: Call;
  readonly values: RowValues;
}

export interface ChangedCall extends AddedCall {
  readonly id: number;
}

/** Compares the calls of a page with their rows so far. A call that occurs twice counts as it comes last. */
export function planPage(
  { calls, isPartial }: Pick<PageWrite, 'calls' | 'isPartial'>,
  rows: readonly StoredRow[],
): PagePlan {
  const known = new Map(rows.map(row => [row.values[0], row]));
  const added: AddedCall[] = [];
  const changed: ChangedCall[] = [];
  const unchanged: StoredRow[] = [];
  for (const call of new Map(calls.map(call => [nativeKeyOf(call), call])).values()) {
    const given = { call, values: encodeRow(call) };
    const row = known.get(given.values[0]);
    const merged = row && isPartial ? withKnown(call, row) : given;
    if (!row) added.push(given);
    else if (areEqualValues(row.values, merged.values)) unchanged.push(row);
    else changed.push({ ...merged, id: row.id });
  }
  return { added, changed, unchanged };
}

/** Fills the fields of a call that are null with those of its row. */
function withKnown(given: Call, { values }: StoredRow): AddedCall {
  const known = decodeRow(given.source, values);
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const call: Call = { ...known, ...fields, cost: given.cost.total === null ? known.cost : given.cost };
  return { call, values: encodeRow(call) };
}
