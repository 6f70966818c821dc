import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnValuesOf } from '../../src/call-index/columns/column-values.ts';
import { decodeColumnValues, decodeRow, encodeRow } from '../../src/call-index/store/row-codec.ts';
import { type LoadedValues, loadedColumns } from '../../src/call-index/store/row-values.ts';
import { arbitraryCall } from './arbitrary-call.ts';

test('a call survives its encoding in every field', () => {
  fc.assert(
    fc.property(arbitraryCall, call => {
      expect(decodeRow(call.source, encodeRow(call))).toEqual(call);
    }),
    { numRuns: 500 },
  );
});

test('the loaded values suffice for the columns', () => {
  fc.assert(
    fc.property(arbitraryCall, call => {
      const loaded = encodeRow(call).slice(0, loadedColumns.length) as unknown as LoadedValues;
      const { agent, ...values } = decodeColumnValues(call.source, loaded, call.metadata !== null);
      const { agent: reference, ...expected } = columnValuesOf(call);
      expect(values).toEqual(expected);
      expect(agent?.agentId).toBe(reference?.agentId);
    }),
  );
});
