import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOf } from '../../src/upstream/body-text.ts';

const nextTurn = async () => {};

test('a body in any blocks is decoded to the same text, whatever characters its blocks cut (property)', async () => {
  const bytes = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }).map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 20 }).map(part => Buffer.from(part)),
  );
  const body = fc.tuple(bytes, bytes, fc.integer({ min: 999_990, max: 1_000_010 }), fc.nat());
  await fc.assert(
    fc.asyncProperty(body, async ([before, after, length, cut]) => {
      const padding = Buffer.alloc(length, 'x\u00e9\ud83d\ude00');
      const whole = Buffer.concat([before, padding, after]);
      const at = cut % whole.length;
      const text = await textOf([whole.subarray(0, at), whole.subarray(at)], nextTurn);
      expect(text === whole.toString('utf8')).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a short body is decoded at once', () => {
  expect(textOf([Buffer.from('a'), Buffer.from('b')], nextTurn)).toBe('ab');
  expect(textOf([], nextTurn)).toBe('');
});
