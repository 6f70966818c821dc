import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteWriter } from '../../src/domain/byte-packing.ts';
import { everyCall } from '../../src/domain/call-filter.ts';
import type { IndexPlace } from '../../src/domain/call-index.ts';
import type { CallOrder, CallOrderField } from '../../src/domain/call-order.ts';
import { withoutRates } from '../../src/domain/cost-conversion.ts';
import { createIndexCursorWriter, readIndexCursor } from '../../src/loaders/indexed-connection/cursor.ts';
import { openIndexedDoor } from './indexed-door.ts';

const fields: readonly CallOrderField[] = ['TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'];
const order = fc.record<CallOrder>({
  field: fc.constantFrom(...fields),
  direction: fc.constantFrom('ASC', 'DESC'),
  unknown: fc.constantFrom('FIRST', 'LAST'),
});
const microseconds = fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 });
const place = (value: fc.Arbitrary<number | string>): fc.Arbitrary<IndexPlace> =>
  fc.record({ value: fc.option(value), time: fc.option(microseconds), tie: fc.maxSafeNat() });
const number = fc.oneof(microseconds, fc.double({ noNaN: true, noDefaultInfinity: true }));
const decimal = fc.stringMatching(/^-?\d{1,12}(\.\d{1,40})?$/);
const placeIn = ({ field }: CallOrder) => place(field === 'COST' ? decimal : number);

test('a cursor leads back to its place in its order, and fits no other order', () => {
  const cases = order.chain(order =>
    fc.record({ order: fc.constant(order), place: fc.option(placeIn(order)) }),
  );
  fc.assert(
    fc.property(cases, order, ({ order, place }, other) => {
      const list = { filter: everyCall, order, conversion: withoutRates };
      const cursor = createIndexCursorWriter(list)(place);
      expect(readIndexCursor(cursor, list, 'after')).toEqual(place);
      expect(cursor.length).toBeLessThanOrEqual(120);
      if (other.field === order.field && other.direction === order.direction) return;
      expect(() => readIndexCursor(cursor, { ...list, order: other }, 'before')).toThrow(
        /`before` .* another order/,
      );
    }),
  );
});

/** The bytes of a forged place, after those that every cursor begins with. */
const part = fc.oneof(
  fc.record({ integer: fc.oneof(fc.nat(16), fc.maxSafeNat()) }),
  fc.record({ block: fc.uint8Array({ maxLength: 20 }) }),
);

test('a cursor that a client made is refused as bad input, or leads to a page whose cursors lead on', async () => {
  const door = await openIndexedDoor({ butter: { calls: 10 }, burki: { calls: 10 } });
  const forged = fc.record({
    field: fc.constantFrom(...fields),
    flags: fc.nat(16),
    parts: fc.array(part, { maxLength: 4 }),
  });
  const headers = new Map<string, Buffer>();
  for (const field of fields) {
    const { data } = await door.page({ first: 1, orderBy: { field } });
    headers.set(field, Buffer.from(data.calls.pageInfo.endCursor, 'base64url').subarray(0, 11));
  }
  await fc.assert(
    fc.asyncProperty(forged, fc.boolean(), async ({ field, flags, parts }, backward) => {
      const writer = createByteWriter();
      writer.integer(flags);
      for (const part of parts) 'integer' in part ? writer.integer(part.integer) : writer.block(part.block);
      const bytes = Buffer.concat([headers.get(field) ?? Buffer.alloc(0), writer.bytes()]);
      const cursor = bytes.toString('base64url');
      const args = { orderBy: { field }, [backward ? 'last' : 'first']: 5 };
      const argument = backward ? 'before' : 'after';
      const { data, errors } = await door.page({ ...args, [argument]: cursor });
      if (errors) {
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        return;
      }
      for (const edge of data.calls.edges)
        expect((await door.page({ ...args, [argument]: edge.cursor })).errors).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});
