import { describe, expect, test } from 'vitest';
import { type WireObject, wireObjectOf } from '../../src/upstream/wire-object.ts';
import {
  readBoolean,
  readChild,
  readChildren,
  readDecimal,
  readId,
  readInstant,
  readInt,
  readList,
  readNumber,
  readObject,
  readString,
} from '../../src/upstream/wire-reader.ts';
import { readerOf } from '../sources/reading.ts';

type AnyField = Readonly<Record<string, unknown>>;

function wireOfJson<T = AnyField>(json: string) {
  const { reader, drifted } = readerOf();
  const wire = wireObjectOf<T>(JSON.parse(json), reader);
  if (!wire) throw new Error('The test gave no object.');
  return { wire, drifted };
}

const decoders: Readonly<Record<string, (wire: WireObject<AnyField>, name: string) => unknown>> = {
  text: readString,
  number: readNumber,
  count: readInt,
  decimal: readDecimal,
  integer: readId,
  flag: readBoolean,
  time: readInstant,
  object: readObject,
  list: readList,
  child: readChild,
  children: readChildren,
};

type Sample = readonly [json: string, readers: readonly string[], lenient?: readonly string[]];

/** Each kind of JSON, who reads it, and who reads it though it is drift. */
const samples: readonly (readonly [json: string, readers: readonly string[], lenient?: readonly string[]])[] =
  [
    ['"word"', ['text']],
    ['"2026-03-09T10:00:00Z"', ['text', 'time']],
    ['"2026-03-09t10:00:00Z"', ['text'], ['time']],
    ['" "', ['text']],
    ['"7"', ['text'], ['number', 'decimal', 'count', 'integer']],
    ['"-7"', ['text'], ['number', 'decimal', 'count', 'integer']],
    ['"0.05"', ['text'], ['number', 'decimal']],
    ['"2147483648"', ['text'], ['number', 'decimal', 'integer']],
    ['"7 "', ['text']],
    ['"0x1F"', ['text']],
    ['"1e999"', ['text', 'decimal']],
    ['"1e99999"', ['text']],
    ['"0.12345678901234567891"', ['text', 'number', 'decimal']],
    ['"9007199254740993"', ['text', 'number', 'decimal']],
    ['7', ['number', 'decimal', 'count', 'integer']],
    ['-7', ['number', 'decimal', 'count', 'integer']],
    ['0', ['number', 'decimal', 'count', 'integer']],
    ['7.5', ['number', 'decimal']],
    ['2147483648', ['number', 'decimal', 'integer']],
    ['9007199254740993', ['number', 'decimal']],
    ['1e308', ['number', 'decimal']],
    ['1e999', []],
    ['-1e999', []],
    ['true', ['flag']],
    ['false', ['flag']],
    ['{}', ['object', 'child']],
    ['[]', ['list', 'children']],
  ];

const withLenient = ([json, readers, lenient = []]: Sample) => [json, readers, lenient] as const;

describe.each(Object.entries(decoders))('%s', (name, decode) => {
  test.each(samples.map(withLenient))(
    'of %s is read or else null, named as drift, its sibling intact',
    (json, readers, lenient) => {
      const { wire, drifted } = wireOfJson(`{"field":${json},"sibling":"here"}`);
      const value = decode(wire, 'field');
      expect(readString(wire, 'sibling')).toBe('here');
      if (readers.includes(name) || lenient.includes(name)) expect(value).not.toBeNull();
      else expect(value).toBeNull();
      expect(drifted).toEqual(readers.includes(name) ? [] : ['field']);
    },
  );

  test('of nothing, null or "" is null without drift', () => {
    const { wire, drifted } = wireOfJson('{"b":null,"c":""}');
    expect(['a', 'b', 'c'].map(field => decode(wire, field))).toEqual([null, null, null]);
    expect(drifted).toEqual([]);
  });
});

test('false and 0 are values, not absence', () => {
  const { wire } = wireOfJson('{"a":false,"b":0}');
  expect([readBoolean(wire, 'a'), readNumber(wire, 'b'), readInt(wire, 'b')]).toEqual([false, 0, 0]);
});

test.each([
  ['2026-03-09t10:00:00Z', '2026-03-09T10:00:00Z'],
  ['2026-03-09T10:00:00z', '2026-03-09T10:00:00Z'],
  ['2026-03-09T10:00:60Z', '2026-03-09T10:00:59Z'],
])('the time %s is read, but is drift', (spelled, instant) => {
  const { wire, drifted } = wireOfJson(JSON.stringify({ at: spelled }));
  expect(readInstant(wire, 'at')).toBe(instant);
  expect(drifted).toEqual(['at']);
});

test.each([
  '2026-03-09 10:00:00',
  '2026-03-09T10:00:00.123456',
  '2026-03-09T12:00:00+02:00',
  '2026-03-09T10:00Z',
])('the time %s is no drift', spelled => {
  const { wire, drifted } = wireOfJson(JSON.stringify({ at: spelled }));
  expect(readInstant(wire, 'at')).not.toBeNull();
  expect(drifted).toEqual([]);
});

test('a count ends where the Int of GraphQL ends', () => {
  const { wire } = wireOfJson('{"a":2147483647,"b":2147483648,"c":-2147483648,"d":-2147483649}');
  expect(['a', 'b', 'c', 'd'].map(name => readInt(wire, name))).toEqual([
    2147483647,
    null,
    -2147483648,
    null,
  ]);
});

test('drift within an object is named by its path', () => {
  const { wire, drifted } = wireOfJson<{ usage: { llm: { tokens: unknown } } }>(
    '{"usage":{"llm":{"tokens":"many"}}}',
  );
  const usage = readChild(wire, 'usage');
  const llm = usage && readChild(usage, 'llm');
  expect(llm && readInt(llm, 'tokens')).toBeNull();
  expect(drifted).toEqual(['usage.llm.tokens']);
});

test('an item of a list that is no object is left out and named as drift, its neighbours intact', () => {
  const { wire, drifted } = wireOfJson<{ turns: { n: unknown }[] }>(
    '{"turns":[{"n":1},null,"x",[],{"n":2}]}',
  );
  expect(readChildren(wire, 'turns')?.map(turn => readInt(turn, 'n'))).toEqual([1, 2]);
  expect(drifted).toEqual(['turns.(not an object)', 'turns.(not an object)', 'turns.(not an object)']);
});

test('a name outside the contract does not compile', () => {
  const { wire } = wireOfJson<{ status: unknown; usage: { llm: unknown } }>('{"status":"x","usage":{}}');
  const usage = readChild(wire, 'usage');
  if (!usage) throw new Error('The test gave no child.');
  // @ts-expect-error -- no field of the object
  expect(readString(wire, 'state')).toBeNull();
  // @ts-expect-error -- a field of the parent
  expect(readString(usage, 'status')).toBeNull();
  // @ts-expect-error -- a field of no object
  expect(readChild(wire, 'llm')).toBeNull();
});

test.each([null, undefined, 7, 'x', true, []])('%j is no object, and drift', value => {
  const { reader, drifted } = readerOf();
  expect(wireObjectOf(value, reader)).toBeNull();
  expect(drifted).toEqual(['(not an object)']);
});

test('a key named __proto__ harms nothing', () => {
  const { wire, drifted } = wireOfJson(
    '{"__proto__":{"status":"forged"},"meta":{"__proto__":{"x":1},"y":2}}',
  );
  expect(readString(wire, 'status')).toBeNull();
  const meta = readObject(wire, 'meta');
  expect(Object.getPrototypeOf(meta)).toBe(Object.prototype);
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  expect(drifted).toEqual([]);
});
