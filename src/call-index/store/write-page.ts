import { nativeKeyOf } from '../../domain/call.ts';
import { columnValuesOf } from '../columns/column-values.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import type { OpenAccount } from './accounts.ts';
import type { PageOutcome, PageWrite } from './index-store.ts';
import { type PagePlan, planPage } from './page-plan.ts';
import { encodeRechecks, unerased } from './recheck-codec.ts';
import type { RowDatabase, RowWrite } from './row-database.ts';
import { encodeText } from './text-codec.ts';

/** Writes the calls of a page that are not erased, first to the database and then to the columns. */
export async function writePage(
  database: RowDatabase,
  { id: account, source, erased }: OpenAccount,
  rows: IndexedRows,
  write: PageWrite,
): Promise<PageOutcome> {
  const calls = write.calls.filter(call => !erased.has(nativeKeyOf(call)));
  const keys = calls.map(call => encodeText(nativeKeyOf(call)));
  const plan = planPage({ ...write, calls }, await database.findRowsByKey(account, keys));
  const rechecks = unerased(write.rechecks, erased);
  const ids = await database.write({ account, ...rowWriteOf({ ...write, rechecks }, plan, rows) });
  putRows(plan, ids, rows, write.walk);
  return {
    added: plan.added.length,
    changed: plan.changed.length,
    callCount: rows.count(source),
    changedKeys: [...plan.added, ...plan.changed].map(({ call }) => nativeKeyOf(call)),
    lastChangedAt: lastChangeOf(plan, write),
  };
}

function rowWriteOf(
  { walk, readAt, state, rechecks, doneRechecks }: PageWrite,
  { added, changed, unchanged }: PagePlan,
  rows: IndexedRows,
): Omit<RowWrite, 'account'> {
  const ids = [...changed, ...unchanged].map(({ id }) => id);
  return {
    inserts: added.map(({ values }) => ({ values, seenWalk: walk ?? 0, changedAt: readAt })),
    updates: changed.map(({ id, values }) => ({ id, values, changedAt: readAt })),
    ...(walk !== null && { seen: { walk, ids: ids.filter(id => !rows.isSeen(id, walk)) } }),
    state,
    rechecks: encodeRechecks(rechecks),
    doneRechecks: doneRechecks.map(encodeText),
  };
}

function putRows(
  { added, changed, unchanged }: PagePlan,
  ids: readonly number[],
  rows: IndexedRows,
  walk: number | null,
): void {
  for (const [at, id] of ids.entries()) {
    const call = added[at]?.call;
    if (call) rows.put(id, columnValuesOf(call), walk ?? 0);
  }
  for (const { id, call } of changed) rows.put(id, columnValuesOf(call));
  if (walk !== null) for (const { id } of [...changed, ...unchanged]) rows.markSeen(id, walk);
}

function lastChangeOf({ added, changed, unchanged }: PagePlan, { readAt }: PageWrite): number | null {
  const times = unchanged.map(({ changedAt }) => changedAt);
  if (added.length + changed.length > 0) times.push(readAt);
  return times.length === 0 ? null : Math.max(...times);
}
