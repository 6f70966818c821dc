import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createByteWriter, maxSigned } from '../../src/domain/byte-packing.ts';
import { everyCall } from '../../src/domain/call-filter.ts';
import { readCursor } from '../../src/loaders/merged-connection/cursor.ts';
import { decodePosition as decodeBurki } from '../../src/sources/burki/packed-position.ts';
import { decodePosition as decodeButter } from '../../src/sources/butter/position.ts';
import { openFrontDoor } from '../front-door.ts';
import { burkiInMemory, butterInMemory, pageOf } from './in-memory.ts';

type Part = { readonly integer: number } | { readonly signed: number } | { readonly block: Uint8Array };

function pack(parts: readonly Part[]): Uint8Array {
  const writer = createByteWriter();
  for (const part of parts)
    if ('integer' in part) writer.integer(part.integer);
    else if ('signed' in part) writer.signed(part.signed);
    else writer.block(part.block);
  return writer.bytes();
}

const edges = [0, 1, 2, 59, 60, 61, 63, 64, 2 ** 31, 2 ** 32, 2 ** 48, 2 ** 52, Number.MAX_SAFE_INTEGER];
const anyInteger = fc.oneof(fc.nat(70), fc.constantFrom(...edges), fc.maxSafeNat());
const integer = anyInteger.map((value): Part => ({ integer: value }));
const signed = fc
  .oneof(
    fc.constantFrom(0, -1, maxSigned, -maxSigned, 1_772_000_000_000_000),
    fc.integer({ min: -maxSigned, max: maxSigned }),
  )
  .map((value): Part => ({ signed: value }));
const block = fc.uint8Array({ maxLength: 60 }).map((value): Part => ({ block: value }));

const startedFlags = fc.constantFrom(1, 3, 5, 7).map((value): Part => ({ integer: value }));
const waitingFlags = fc.constantFrom(0, 2, 8, 16, 24).map((value): Part => ({ integer: value }));
const timestamp = fc.oneof(
  fc.tuple(integer, signed, integer),
  block.map((text): Part[] => [{ integer: 63 }, text]),
);
const span = fc.tuple(signed, integer, integer);
const spans = fc.oneof(
  fc.array(span, { maxLength: 70 }).map((all): Part[] => [{ integer: all.length }, ...all.flat()]),
  integer.map((count): Part[] => [count]),
);

const burkiPosition = fc.oneof(
  fc.tuple(startedFlags, timestamp, integer, integer, spans),
  fc.tuple(waitingFlags, fc.tuple(integer, integer), spans),
  fc.array(fc.oneof(integer, signed, block), { maxLength: 8 }),
);
const butterPosition = fc.oneof(
  fc.tuple(integer, integer, integer, block),
  fc.array(fc.oneof(integer, signed, block), { maxLength: 5 }),
);
const bytesOf = (position: fc.Arbitrary<readonly (Part | readonly Part[])[]>) =>
  position.map(parts => pack(parts.flat()));

/** The packed hash of the filter of every call, as a cursor of this list holds it. */
const hash = async (): Promise<Uint8Array> => {
  const page = await pageOf([butterInMemory(), burkiInMemory()], 1, null);
  return Buffer.from(String(page.pageInfo.endCursor()), 'base64url').subarray(2, 10);
};

const cursorOf = (parts: readonly Part[]) => Buffer.from(pack(parts)).toString('base64url');

const positioned: Part = { integer: 5 };

describe('a cursor that a client made of numbers', () => {
  test.each([
    ['Burki', decodeBurki, burkiPosition],
    ['Butter', decodeButter, butterPosition],
  ])('is a position of %s or invalid, and never throws', (_, decode, position) => {
    fc.assert(
      fc.property(bytesOf(position), bytes => {
        expect(() => decode(bytes)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });

  test('is refused as bad input or leads to a page of calls whose cursor leads on', async () => {
    const filter = await hash();
    const sources = [butterInMemory(), burkiInMemory()];
    for (const source of sources)
      source.rows = Array.from({ length: 30 }, (_, key) => ({
        key: key + 1,
        time: key < 5 ? null : 1_773_000_000 - key,
      }));
    const connected = sources.map(source => source.connected);
    const place = (position: fc.Arbitrary<Uint8Array>) =>
      fc.oneof(
        fc.tuple(integer, signed, integer),
        position.map((bytes): Part[] => [positioned, { block: bytes }]),
        fc.constant<Part[]>([{ integer: 0 }]),
      );
    const forged = fc.tuple(place(bytesOf(butterPosition)), place(bytesOf(burkiPosition)));
    await fc.assert(
      fc.asyncProperty(forged, async ([butter, burki]) => {
        const after = cursorOf([{ integer: 2 }, { block: filter }, ...butter, ...burki]);
        const { page, code } = await pageOf(sources, 10, after).then(
          page => ({ page, code: null }),
          failure => ({ page: null, code: failure.code }),
        );
        expect(code).toBe(page ? null : 'BAD_USER_INPUT');
        for (const { code } of page?.coverage() ?? []) expect(code).toBeOneOf(['UPSTREAM_ERROR', null]);
        const cursors = page ? [page.pageInfo.endCursor(), ...page.edges.map(({ cursor }) => cursor())] : [];
        for (const cursor of cursors) readCursor(String(cursor), everyCall, connected);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([600, 1_000])('is refused with %i spans, more than a cursor holds', count => {
    const spans = Array.from({ length: count }, (): Part[] => [
      { signed: 1 },
      { integer: 9 },
      { integer: 0 },
    ]);
    const position = [16, 0, 1, count].map((value): Part => ({ integer: value }));
    expect(decodeBurki(pack([...position, ...spans.flat()]))).toBeNull();
  });

  test.each([
    [
      'a fraction of a thousand million digits',
      [{ integer: 6e9 }, { signed: 1_773_000_000 }, { integer: 0 }],
    ],
    [
      'a fraction of more digits than memory holds',
      [{ integer: Number.MAX_SAFE_INTEGER }, { signed: 0 }, { integer: 0 }],
    ],
  ])('is refused by the gateway with a time of %s', async (_, time) => {
    const door = await openFrontDoor();
    const position = pack([{ integer: 1 }, ...time, { integer: 1 }, { integer: 1 }, { integer: 0 }]);
    const after = cursorOf([
      { integer: 2 },
      { block: await hash() },
      { integer: 0 },
      positioned,
      { block: position },
    ]);
    const query = 'query($after: String) { calls(first: 1, after: $after) { edges { cursor } } }';
    const { errors } = await door.ask(query, { after });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(door.cost()).toEqual([]);
  });
});
