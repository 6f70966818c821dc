import type Libsql from 'libsql';
import { loadedColumns, valueColumns } from '../row-values.ts';

const names = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => `call.${name}`).join(', ');

const plainNames = valueColumns.map(({ name }) => name);

const loaded = `call.id, call.version, call.seen_walk, call.metadata is not null, ${names(loadedColumns)}`;

const stored = `call.id, call.account, call.changed_at, ${names(valueColumns)}`;

/** The items of a JSON array as a table, which the planner is told to read first by `cross join`. */
const given = 'json_each(?) as given cross join call';

/** A plus sign keeps the planner from an index, which would cost a sort of all rows. */
const readStatements = (db: Libsql.Database) => ({
  loadRows: db.prepare(`select ${loaded} from call where +account = ? and id > ? order by id limit ?`).raw(),
  changedRows: db
    .prepare(`select ${loaded} from call where +account = ? and version > ? order by version limit ?`)
    .raw(),
  removedRows: db
    .prepare(
      'select version, id from removed_call where account = ? and version > ? order by version limit ?',
    )
    .raw(),
  findRows: db.prepare(`select ${stored} from ${given} where call.id = given.value`).raw(),
  findRowsByKey: db
    .prepare(`select ${stored} from ${given} where call.key = cast(given.value as text) and call.account = ?`)
    .raw(),
  findMetadata: db
    .prepare(
      `select call.id, call.metadata from ${given} where call.id = given.value and metadata is not null`,
    )
    .raw(),
  findKeys: db
    .prepare(
      `select call.key from ${given} where call.id = given.value and call.key > coalesce(?2, '') order by call.key limit ?3`,
    )
    .raw(),
  unseenKeys: db
    .prepare(
      `select key from call
       where account = ?1 and key > coalesce(?3, '') and seen_walk <> ?2 order by key limit ?4`,
    )
    .raw(),
});

const writeStatements = (db: Libsql.Database) => ({
  insertRow: db.prepare(
    `insert into call (account, seen_walk, version, changed_at, ${plainNames.join(', ')})
     values (?, ?, ?, ?, ${plainNames.map(() => '?').join(', ')})`,
  ),
  updateRow: db.prepare(
    `update call set version = ?, changed_at = ?, ${plainNames.map(name => `${name} = ?`).join(', ')} where id = ?`,
  ),
  setSeen: db.prepare('update call set seen_walk = ? where id in (select value from json_each(?))'),
  deleteRow: db.prepare('delete from call where id = ?'),
  addRemoval: db.prepare('insert into removed_call (version, account, id) values (?, ?, ?)'),
  forgetRemovals: db.prepare('delete from removed_call where version <= ?'),

  dueRechecks: db
    .prepare(
      `select kind, target, due_at, step, counted_from from recheck
       where account = ? and due_at <= ? order by due_at limit ?`,
    )
    .raw(),
  putRecheck: db.prepare(
    `insert or replace into recheck (account, kind, target, due_at, step, counted_from) values (?, ?, ?, ?, ?, ?)`,
  ),
  deleteRecheck: db.prepare('delete from recheck where account = ? and target = ?'),
  deleteRechecks: db.prepare('delete from recheck where account = ?'),
});

const accountStatements = (db: Libsql.Database) => ({
  readStore: db.prepare('select salt, version from store').raw(),
  setVersion: db.prepare('update store set version = ?'),

  findAccount: db.prepare('select id, state from account where source = ? and name = ?').raw(),
  addAccount: db.prepare('insert into account (source, name) values (?, ?)'),
  dropAccountName: db.prepare('update account set name = null where id = ?'),
  accountById: db.prepare('select source, name from account where id = ?').raw(),
  setState: db.prepare('update account set state = ? where id = ?'),

  erasedHashes: db.prepare('select hash from erased_key where account = ?').raw(),
  erase: db.prepare('insert or ignore into erased_key (account, hash) values (?, ?)'),
  restore: db.prepare('delete from erased_key where account = ? and hash = ?'),
  moveErased: db.prepare('update erased_key set account = ? where account = ?'),

  replacedAccounts: db.prepare('select id from account where name is null').raw(),
  deleteSome: db.prepare('delete from call where id in (select id from call where account = ? limit ?)'),
  deleteAccount: db.prepare('delete from account where id = ?'),
});

/** The SQL of the engine. */
export const prepareStatements = (db: Libsql.Database) => ({
  ...readStatements(db),
  ...writeStatements(db),
  ...accountStatements(db),
});

export type Statements = ReturnType<typeof prepareStatements>;
