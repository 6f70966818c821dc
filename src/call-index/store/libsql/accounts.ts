import type { SourceName } from '../../../domain/source-name.ts';
import type { StoredAccount } from '../row-database.ts';
import type { Statements } from './statements.ts';

export function openAccount(statements: Statements, source: SourceName, name: string): StoredAccount {
  const [id, state] = (statements.findAccount.get(source, name) as [number, string | null] | undefined) ?? [
    Number(statements.addAccount.run([source, name]).lastInsertRowid),
    null,
  ];
  const [salt, version] = statements.readStore.get() as [string, number];
  const erasedHashes = (statements.erasedHashes.all(id) as [string][]).map(([hash]) => hash);
  const [rowCount] = statements.countRows.get() as [number];
  const readState = state === null ? null : JSON.parse(state);
  return { id, state: readState, salt, erasedHashes, erasedVersion: 0, rowCount, version };
}

/** Gives the name and the erased keys of an account to a new one. */
export function replaceAccount(statements: Statements, account: number): StoredAccount {
  const [source, name] = statements.accountById.get(account) as [SourceName, string];
  statements.dropAccountName.run([account]);
  statements.deleteRechecks.run([account]);
  const replacement = openAccount(statements, source, name);
  statements.moveErased.run([replacement.id, account]);
  return openAccount(statements, source, name);
}

/** Deletes some rows of an account that was replaced, or at last the account; false if none is left. */
export function sweepReplaced(statements: Statements, limit: number): boolean {
  const [account] = (statements.replacedAccounts.get() as [number] | undefined) ?? [];
  if (account === undefined) return false;
  if (statements.deleteSome.run([account, limit]).changes === 0) statements.deleteAccount.run([account]);
  return true;
}
