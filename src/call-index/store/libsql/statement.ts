import type Libsql from 'libsql';

export type SqlValue = string | number | null;

/** Prepared statement, whose rows are arrays. Throws a TypeError for a value of another type. */
export interface Statement {
  run(values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  all(...values: readonly SqlValue[]): unknown[];
  get(...values: readonly SqlValue[]): unknown;
}

/** Prepares a statement that returns rows. */
export const prepareQuery = (db: Libsql.Database, sql: string): Statement => checked(db.prepare(sql).raw());

/** Prepares a statement that changes rows. */
export const prepareCommand = (db: Libsql.Database, sql: string): Statement => checked(db.prepare(sql));

/** Puts a check in front of the engine, which ends the process when it is given a boolean, and takes undefined for null. */
const checked = (statement: Libsql.Statement): Statement => ({
  run: values => statement.run(storable(values)),
  all: (...values) => statement.all(...storable(values)),
  get: (...values) => statement.get(...storable(values)),
});

function storable(values: readonly SqlValue[]): readonly SqlValue[] {
  for (const value of values)
    if (typeof value !== 'string' && typeof value !== 'number' && value !== null)
      throw new TypeError(`A value of the type ${typeof value} cannot be stored in the index.`);
  return values;
}
