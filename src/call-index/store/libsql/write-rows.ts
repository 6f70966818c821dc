import type { Recheck } from '../index-store.ts';
import { followerWindow, type RowWrite } from '../row-database.ts';
import type { Statements } from './statements.ts';

/** Carries out a write within a transaction, and returns the ids of inserted rows. `version` is that of the last change. */
export function writeRows(statements: Statements, write: RowWrite, version: number): number[] {
  const { account, inserts = [], updates = [], removedIds = [] } = write;
  let last = version;
  const next = (): number => {
    last += 1;
    return last;
  };
  const ids = inserts.map(({ values, seenWalk, changedAt }) => {
    const { lastInsertRowid } = statements.insertRow.run([account, seenWalk, next(), changedAt, ...values]);
    return Number(lastInsertRowid);
  });
  for (const { id, values, changedAt } of updates)
    statements.updateRow.run([next(), changedAt, ...values, id]);
  for (const id of removedIds) removeRow(statements, account, id, next());
  if (removedIds.length > 0) statements.forgetRemovals.run([last - followerWindow]);
  if (last > version) statements.setVersion.run([last]);
  writeProgress(statements, write);
  return ids;
}

function removeRow(statements: Statements, account: number, id: number, version: number): void {
  statements.deleteRow.run([id]);
  statements.addRemoval.run([version, account, id]);
}

/** Writes what is no change of a row. */
function writeProgress(statements: Statements, write: RowWrite): void {
  const { account, seen, state, rechecks = [], doneRechecks = [], erasedHash, restoredHash } = write;
  if (seen) statements.setSeen.run([seen.walk, JSON.stringify(seen.ids)]);
  if (state) statements.setState.run([JSON.stringify(state), account]);
  for (const target of doneRechecks) statements.deleteRecheck.run([account, target]);
  for (const recheck of rechecks) statements.putRecheck.run(recheckColumns(account, recheck));
  if (erasedHash !== undefined) statements.erase.run([account, erasedHash]);
  if (restoredHash !== undefined) statements.restore.run([account, restoredHash]);
}

const recheckColumns = (account: number, { kind, target, dueAt, step, countedFrom }: Recheck) => [
  account,
  kind,
  target,
  dueAt,
  step,
  countedFrom,
];
