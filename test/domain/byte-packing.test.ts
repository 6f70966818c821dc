import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteWriter, maxSigned, readBytes } from '../../src/domain/byte-packing.ts';

const part = fc.oneof(
  fc.record({ kind: fc.constant('integer' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('signed' as const), value: fc.integer({ min: -maxSigned, max: maxSigned }) }),
  fc.record({ kind: fc.constant('block' as const), value: fc.uint8Array({ maxLength: 300 }) }),
);

test('written values are read back', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), parts => {
      const writer = createByteWriter();
      for (const { kind, value } of parts) {
        if (kind === 'block') writer.block(value);
        else writer[kind](value);
      }
      const read = readBytes(writer.bytes(), reader => parts.map(({ kind }) => reader[kind]()));
      expect(read).toEqual(parts.map(({ value }) => value));
    }),
  );
});

test.each([
  ['that end within a number', [0x80]],
  ['that end within a block', [3, 1, 2]],
  ['that go on', [1, 0]],
  ['of a number beyond the exact ones', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['of a number spelled longer than it is', [0x81, 0]],
])('bytes %s are malformed', (_, bytes) => {
  expect(
    readBytes(Uint8Array.from(bytes), reader => (bytes[0] === 3 ? reader.block() : reader.integer())),
  ).toBeNull();
});

test('a number is read up to its bound, and not above', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (value, max) => {
      const writer = createByteWriter();
      writer.integer(value);
      const read = readBytes(writer.bytes(), reader => reader.integer(max));
      expect(read).toBe(value <= max ? value : null);
    }),
  );
});

test('an error of the reading function is not malformed bytes', () => {
  const fault = () => {
    throw new TypeError('a fault');
  };
  expect(() => readBytes(new Uint8Array(), fault)).toThrow('a fault');
});
