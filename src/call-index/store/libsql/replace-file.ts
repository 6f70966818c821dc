import { rename } from 'node:fs/promises';
import type { SourceName } from '../../../domain/source-name.ts';
import { openAccount } from './accounts.ts';
import { type Connection, connect, disconnect } from './connect.ts';
import { storageErrorOf } from './errors.ts';
import type { FileOptions } from './open-file.ts';
import { runDirectly } from './native-gate.ts';
import { createPrivately, removeFile, unavailable } from './private-file.ts';
import { prepareCommand, prepareQuery } from './statement.ts';

/**
 * Deletes a file whose numbers are masked otherwise, and opens an empty one in its place, in which erased calls stay erased. The
 * new file is complete before it takes the place, so that a process that dies loses no erasure.
 */
export async function replaceFile(
  { engine, path, maskedBy = null, runNative = runDirectly, onNotice }: FileOptions,
  old: Connection,
): Promise<Connection> {
  const replacement = `${path}.new`;
  await removeFile(replacement);
  await createPrivately(replacement);
  runNative(() => {
    const next = connect(engine, replacement, maskedBy);
    copyErasures(old, next);
    disconnect(next);
    disconnect(old);
  });
  await rename(replacement, path).catch(error => Promise.reject(unavailable(error)));
  onNotice('INDEX_NUMBERS or its key was changed: the file of the index was deleted, and is built anew.');
  return runNative(() => connect(engine, path, maskedBy));
}

type Erasure = readonly [source: SourceName, name: string, hash: string];

const erasures = `select source, name, hash from erased_key join account on account.id = erased_key.account
  where name is not null`;

/** Copies the hashes of erased keys, with the secret that they depend on. */
function copyErasures(old: Connection, { db, statements }: Connection): void {
  try {
    const [salt] = old.statements.readStore.get() as [string];
    prepareCommand(db, 'update store set salt = ?').run([salt]);
    for (const [source, name, hash] of prepareQuery(old.db, erasures).all() as Erasure[])
      statements.erase.run([openAccount(statements, source, name).id, hash]);
  } catch (error) {
    throw storageErrorOf(error);
  }
}
