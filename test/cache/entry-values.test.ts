import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptsCall } from '../../src/cache/entry-values.ts';
import type { Call } from '../../src/domain/call.ts';
import { agrees, isOlder, isSameCall, isSameRow, withRow } from '../../src/domain/call-version.ts';
import { callOf } from '../domain/call-of.ts';

const line = { amount: '0.01', units: null, unit: null };
const detail = {
  transport: null,
  rawTransport: null,
  traceId: null,
  agentConfig: null,
  costLines: { llm: line, llmInput: null, llmOutput: null, tts: line, stt: line, telephony: line },
  usage: null,
  interruptions: null,
  averageTurnDuration: null,
  errors: null,
};
const row = callOf({
  status: 'COMPLETED',
  startedAt: '2026-03-09T10:00:00Z',
  updatedAt: '2026-03-09T10:05:00Z',
  cost: { unit: 'MONEY', currency: 'USD', total: '0.04' },
});
const known: Call = { ...row, detail: { ...detail, row } };
const accepts = (value: unknown) => acceptsCall({ name: 'BURKI' })(value, '101');

test('a call that this gateway wrote is accepted, with and without the row that it belongs to', () => {
  for (const call of [row, { ...row, detail }, known, callOf()])
    expect(accepts(JSON.parse(JSON.stringify(call)))).toBe(true);
});

const paths = fc.constantFrom<readonly string[]>(
  ['status'],
  ['startedAt'],
  ['endedAt'],
  ['createdAt'],
  ['updatedAt'],
  ['cost'],
  ['cost', 'unit'],
  ['cost', 'currency'],
  ['cost', 'total'],
  ['metadata'],
  ['agent'],
  ['detail'],
  ['detail', 'costLines'],
  ['detail', 'costLines', 'tts'],
  ['detail', 'costLines', 'tts', 'amount'],
  ['detail', 'row'],
  ['detail', 'row', 'updatedAt'],
  ['detail', 'row', 'cost', 'total'],
);
const garbage = fc.oneof(fc.jsonValue(), fc.constantFrom('1e5', '12.50', '-', 'NaN', '0x1'));

/** The same with another value at a path. */
function altered(value: unknown, [name = '', ...rest]: readonly string[], by: unknown): unknown {
  const object = Object(value) as Readonly<Record<string, unknown>>;
  return { ...object, [name]: rest.length === 0 ? by : altered(object[name], rest, by) };
}

test('any value in an entry is a miss or a call that can be compared with other versions', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(paths, garbage), { minLength: 1, maxLength: 3 }), changes => {
      const written = changes.reduce<unknown>((value, [path, by]) => altered(value, path, by), known);
      if (!accepts(written)) return;
      const call = written as Call;
      expect(() => [
        agrees(call, row),
        isSameCall(call, known),
        isSameRow(call.detail?.row ?? call, row),
        isOlder(call, row),
        withRow(call, row),
      ]).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});
