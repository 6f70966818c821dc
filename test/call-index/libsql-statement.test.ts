import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { prepareCommand, prepareQuery, type SqlValue } from '../../src/call-index/store/libsql/statement.ts';
import { sourceFiles } from '../source-files.ts';
import { scratchFolder } from './scratch-folder.ts';

function openTable() {
  const db = new Database(join(scratchFolder(), 'test.db'));
  onTestFinished(() => void db.close());
  db.exec('create table given (a, b)');
  return {
    insert: prepareCommand(db, 'insert into given (a, b) values (?, ?)'),
    select: prepareQuery(db, 'select ?, ?'),
  };
}

const isStorable = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'number';

const anyValue = fc.oneof(
  fc.anything(),
  fc.constantFrom(undefined, true, false, Symbol('a'), 1n, Number.NaN, -0, Number.POSITIVE_INFINITY),
);

test('a value of any type is stored or refused, and never ends the process', () => {
  const { insert, select } = openTable();
  fc.assert(
    fc.property(fc.tuple(anyValue, anyValue), given => {
      const values = given as [SqlValue, SqlValue];
      const uses = [() => insert.run(values), () => select.get(...values), () => select.all(...values)];
      for (const use of uses)
        if (given.every(isStorable)) expect(use).not.toThrow();
        else expect(use).toThrow(TypeError);
    }),
    { numRuns: 2_000 },
  );
});

test('every statement of the engine has this check', () => {
  const unchecked = sourceFiles.filter(({ code }) => /\.prepare\(/.test(code)).map(({ name }) => name);
  expect(unchecked).toEqual(['call-index/store/libsql/statement.ts']);
});
