import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countItems, countLeaf, createAnswerSize, objectBytes } from '../../src/executor/answer-size.ts';

const nullBytes = 4;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Bytes of the value of a field, without those of the object around it. */
function counted(value: unknown): number {
  const size = createAnswerSize();
  countLeaf(size, value);
  return nullBytes + size.bytes;
}

/** Any UTF-16, lone surrogates included, mixed with texts that are mostly escapes. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\ud800', '\udc00', 'é', '漢', 'a'),
    maxLength: 300,
  }),
);

test('a text counts as the bytes of its JSON, and two to spare', () => {
  fc.assert(
    fc.property(texts, text => {
      expect(counted(text)).toBe(bytesOf(text) + 2);
    }),
    { numRuns: 1_000 },
  );
});

test('JSON of a source never counts less than its bytes', () => {
  const keys = fc.oneof(texts, fc.string());
  const json = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.double({ noNaN: true }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 6 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, value => {
      expect(counted(value)).toBeGreaterThanOrEqual(bytesOf(value));
    }),
    {
      numRuns: 1_000,
    },
  );
});

test('JSON of a source never counts more than three times its bytes, and fifty', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(counted(value)).toBeLessThanOrEqual(3 * bytesOf(value) + 50);
    }),
  );
});

test('objects and lists of leaves never count less than their bytes', () => {
  const leaf = fc.oneof(texts, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
  const names = fc.uniqueArray(fc.stringMatching(/^[_A-Za-z]\w{0,9}$/), { maxLength: 8 });
  fc.assert(
    fc.property(names, fc.array(leaf, { maxLength: 8 }), (keys, values) => {
      const list = createAnswerSize();
      countItems(list, values.length);
      const object = createAnswerSize();
      for (const value of values) if (value !== null) countLeaf(list, value);
      for (const [at] of keys.entries()) if (values[at] != null) countLeaf(object, values[at]);
      const fields = Object.fromEntries(keys.map((key, at) => [key, values[at] ?? null]));
      expect(nullBytes + list.bytes).toBeGreaterThanOrEqual(bytesOf(values));
      expect(objectBytes(keys) + object.bytes).toBeGreaterThanOrEqual(bytesOf(fields));
    }),
  );
});
