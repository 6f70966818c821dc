import type Libsql from 'libsql';
import { loadedColumns, valueColumns } from '../row-values.ts';
import { prepareCommand, prepareQuery, type Statement } from './statement.ts';

const names = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => `call.${name}`).join(', ');

const plainNames = valueColumns.map(({ name }) => name);

const loaded = `call.id, call.version, call.seen_walk, call.metadata is not null, ${names(loadedColumns)}`;

const stored = `call.id, call.account, call.changed_at, ${names(valueColumns)}`;

/** The items of a JSON array as a table, which the planner is told to read first by `cross join`. */
const given = 'json_each(?) as given cross join call';

/** Statements that return rows. A plus sign keeps the planner from an index, which would cost a sort of all rows. */
export const queries = {
  loadRows: `select ${loaded} from call where +account = ? and id > ? order by id limit ?`,
  changedRows: `select ${loaded} from call where +account = ? and version > ? order by version limit ?`,
  removedRows:
    'select version, id from removed_call where account = ? and version > ? order by version limit ?',
  findRows: `select ${stored} from ${given} where call.id = given.value`,
  findRowsByKey: `select ${stored} from ${given} where call.key = cast(given.value as text) and call.account = ?`,
  findKeysBySid:
    'select key from call where account = ?1 and sid = ?2 and substr(sid, -8) = substr(?2, -8) limit 100',
  findMetadata: `select call.id, call.metadata from ${given} where call.id = given.value and metadata is not null`,
  findKeys: `select call.key from ${given} where call.id = given.value and call.key > coalesce(?2, '') order by call.key limit ?3`,
  unseenKeys: `select key from call
       where account = ?1 and key > coalesce(?3, '') and seen_walk <> ?2 order by key limit ?4`,
  dueRechecks: `select kind, target, due_at, step, counted_from from recheck
       where account = ? and due_at <= ? order by due_at limit ?`,
  countRows: 'select count(*) from call',
  readStore: 'select salt, version from store',
  findAccount: 'select id, state from account where source = ? and name = ?',
  accountById: 'select source, name from account where id = ?',
  erasedHashes: 'select hash from erased_key where account = ?',
  replacedAccounts: 'select id from account where name is null',
};

/** Statements that change rows. */
const commands = {
  insertRow: `insert into call (account, seen_walk, version, changed_at, ${plainNames.join(', ')})
     values (?, ?, ?, ?, ${plainNames.map(() => '?').join(', ')})`,
  updateRow: `update call set version = ?, changed_at = ?, ${plainNames.map(name => `${name} = ?`).join(', ')} where id = ?`,
  setSeen: 'update call set seen_walk = ? where id in (select value from json_each(?))',
  deleteRow: 'delete from call where id = ?',
  addRemoval: 'insert into removed_call (version, account, id) values (?, ?, ?)',
  forgetRemovals: 'delete from removed_call where version <= ?',
  putRecheck: `insert or replace into recheck (account, kind, target, due_at, step, counted_from) values (?, ?, ?, ?, ?, ?)`,
  deleteRecheck: 'delete from recheck where account = ? and target = ?',
  deleteRechecks: 'delete from recheck where account = ?',
  setVersion: 'update store set version = ?',
  addAccount: 'insert into account (source, name) values (?, ?)',
  dropAccountName: 'update account set name = null where id = ?',
  setState: 'update account set state = ? where id = ?',
  erase: 'insert or ignore into erased_key (account, hash) values (?, ?)',
  restore: 'delete from erased_key where account = ? and hash = ?',
  moveErased: 'update erased_key set account = ? where account = ?',
  deleteSome: 'delete from call where id in (select id from call where account = ? limit ?)',
  deleteAccount: 'delete from account where id = ?',
};

export type Statements = Readonly<Record<keyof typeof queries | keyof typeof commands, Statement>>;

export function prepareStatements(db: Libsql.Database): Statements {
  const prepared = [
    ...Object.entries(queries).map(([name, sql]) => [name, prepareQuery(db, sql)]),
    ...Object.entries(commands).map(([name, sql]) => [name, prepareCommand(db, sql)]),
  ];
  return Object.fromEntries(prepared);
}
