import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnValuesOf } from '../../src/call-index/columns/column-values.ts';
import { createIndexedRows, type IndexedRows } from '../../src/call-index/columns/indexed-rows.ts';
import type { SourceName } from '../../src/domain/source-name.ts';
import { callOf } from '../domain/call-of.ts';

const valuesOf = (source: SourceName, duration: number) => columnValuesOf(callOf({ source, duration }));

/** The duration of each row by the id of the row, which no two rows may share. */
function durationsById({ columns, idAt }: IndexedRows): Map<number, number> {
  const durations = new Map<number, number>();
  for (let row = 0; row < columns.rowCount; row += 1)
    if (columns.source[row] !== 0) {
      expect(durations.has(idAt(row))).toBe(false);
      durations.set(idAt(row), columns.duration[row] ?? Number.NaN);
    }
  return durations;
}

interface Step {
  readonly isNew: boolean;
  readonly removes: boolean;
  readonly at: number;
  readonly source: SourceName;
}

type Model = Map<number, { readonly source: SourceName; readonly duration: number }>;

/** Takes a step with some row; its duration tells the step. */
function take({ isNew, removes, at, source }: Step, duration: number, rows: IndexedRows, model: Model): void {
  const [id, known] = [...model][at % model.size] ?? [];
  const target = isNew || id === undefined ? Math.max(0, ...model.keys(), id ?? 0) + 1 + (at % 3_000) : id;
  if (removes && target === id) {
    model.delete(target);
    rows.remove(target);
  } else {
    const row = { source: known && target === id ? known.source : source, duration };
    model.set(target, row);
    rows.put(target, valuesOf(row.source, duration));
  }
}

test('rows that come, change and go are those of a map, and use vacated rows again', () => {
  const source = fc.constantFrom<SourceName>('BUTTER', 'BURKI');
  const step = fc.record({ isNew: fc.boolean(), removes: fc.boolean(), at: fc.nat(), source });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const rows = createIndexedRows();
      const model: Model = new Map();
      let most = 0;
      for (const [at, step] of steps.entries()) {
        take(step, at, rows, model);
        most = Math.max(most, model.size);
      }
      expect(durationsById(rows)).toEqual(new Map([...model].map(([id, { duration }]) => [id, duration])));
      expect(rows.columns.rowCount).toBe(most);
      for (const source of ['BUTTER', 'BURKI'] as const) {
        const ids = [...model].filter(([, row]) => row.source === source).map(([id]) => id);
        expect(rows.count(source)).toBe(ids.length);
        expect(new Set(rows.sampleIds(source, ids.length))).toEqual(new Set(ids));
      }
      rows.clear('BURKI');
      expect([rows.count('BURKI'), rows.sampleIds('BURKI', 9)]).toEqual([0, []]);
      expect(rows.sampleIds('BUTTER', 999)).toHaveLength(rows.count('BUTTER'));
    }),
  );
});

test('a row remembers the walk that saw it last, until it goes', () => {
  const rows = createIndexedRows();
  for (const id of [1, 2, 3]) rows.put(id, valuesOf('BURKI', 0), id);
  rows.put(4, valuesOf('BUTTER', 0));
  rows.put(2, valuesOf('BURKI', 1));
  rows.markSeen(3, 2);
  expect(rows.unseen('BURKI', 2, 9)).toEqual({ total: 1, ids: [1] });
  expect([rows.isSeen(1, 2), rows.isSeen(2, 2), rows.isSeen(9, 2)]).toEqual([false, true, false]);
  expect(rows.unseen('BURKI', 255, 9)).toEqual({ total: 3, ids: [1, 2, 3] });
  expect(rows.unseen('BURKI', 255, 2)).toEqual({ total: 3, ids: [1, 2] });
  rows.remove(2);
  rows.put(5, valuesOf('BURKI', 0));
  expect(rows.unseen('BURKI', 2, 9)).toEqual({ total: 2, ids: [1, 5] });
});

test('rows before a time are found, without those that have no time', () => {
  const rows = createIndexedRows();
  const startedAt = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', null, '2026-01-01T12:00:00Z'];
  for (const [at, started] of startedAt.entries())
    rows.put(at + 1, columnValuesOf(callOf({ startedAt: started })));
  const before = Date.UTC(2026, 0, 2) * 1_000;
  expect(rows.idsBefore('BURKI', before, 9)).toEqual([1, 4]);
  expect(rows.idsBefore('BURKI', before, 1)).toEqual([1]);
});

test('a sample is spread evenly over the rows of a source, and has no row twice', () => {
  const rows = createIndexedRows();
  for (let id = 1; id <= 100; id += 1) rows.put(id, valuesOf(id % 5 === 0 ? 'BUTTER' : 'BURKI', 0));
  expect(rows.sampleIds('BUTTER', 4)).toEqual([5, 30, 55, 80]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), limit => {
      const ids = rows.sampleIds('BURKI', limit);
      expect(new Set(ids).size).toBe(Math.min(limit, 80));
      const gaps = ids.slice(1).map((id, at) => id - (ids[at] ?? 0));
      expect(Math.max(...gaps, 0) - Math.min(...gaps, 100)).toBeLessThanOrEqual(2);
    }),
  );
});
