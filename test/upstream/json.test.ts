import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/upstream/json.ts';

describe('a number that a double would change is a string of its digits', () => {
  test.each([
    ['750727362669608961', '750727362669608961'],
    ['-750727362669608961', '-750727362669608961'],
    ['0.12345678901234567891', '0.12345678901234567891'],
    ['1234567890.1234567891', '1234567890.1234567891'],
    ['12.00000000000000000001', '12.00000000000000000001'],
    ['1234567890123456789e300', '1234567890123456789e300'],
    ['9007199254740993', '9007199254740993'],
    ['1e1234567890123456', '1e1234567890123456'],
    ['1E+1234567890123456', '1E+1234567890123456'],
  ])('%s', (numeral, digits) => {
    expect(parseJson(`{"a":${numeral},"b":[${numeral}, ${numeral} ,{"c":${numeral}}]}`)).toEqual({
      a: digits,
      b: [digits, digits, { c: digits }],
    });
    expect(parseJson(numeral)).toBe(digits);
  });

  test('applies to shorter numbers in the same body too', () => {
    const text = '[9007199254740993,1e400,1e-400,1.7976931348623159e308]';
    expect(parseJson(text)).toEqual(['9007199254740993', '1e400', '1e-400', '1.7976931348623159e308']);
  });
});

test.each([
  '9007199254740991',
  '9007199254740992',
  '-9007199254740991',
  '100000000000000000000',
  '1000000000000000000000000000',
  '0.1000000000000000000000000',
  '1.7976931348623157e308',
  '0.0000000000000000000000001',
  '3.141592653589793',
  '1773050405123456',
  '0e1234567890123456',
])('the number %s stays a number', numeral => {
  expect(parseJson(`[${numeral}]`)).toEqual([Number(numeral)]);
});

test('a body without sixteen consecutive digits is parsed by JSON.parse', () => {
  expect(parseJson('[1e400,-1e400,1e-400,4.94e-324,123456789012345,0.12345678901234]')).toEqual([
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    5e-324,
    123456789012345,
    0.12345678901234,
  ]);
});

test('digits in a string stay text, in any context', () => {
  const strings = [
    '750727362669608961',
    ': 750727362669608961,',
    '\\": 750727362669608961 ,"',
    '\\\\',
    '\\',
    '"',
    '":750727362669608961,"',
    '\u2028750727362669608961',
  ];
  expect(parseJson(JSON.stringify([...strings, Object.fromEntries(strings.map(key => [key, key]))]))).toEqual(
    [...strings, Object.fromEntries(strings.map(key => [key, key]))],
  );
});

test.each([
  '{750727362669608961:1}',
  '{750727362669608961 \n :1}',
  '{"a" 750727362669608961}',
  '[750727362669608961 750727362669608961]',
  '[0750727362669608961]',
  '[750727362669608961.]',
  '[.750727362669608961]',
  '[+750727362669608961]',
  '[--750727362669608961]',
  '[750727362669608961e]',
  '[750727362669608961"a"]',
  '["a"750727362669608961]',
  '[750727362669608961n]',
  '[750727362669608961,]',
  '["750727362669608961',
  '[750727362669608961,"\\"',
  '[7507273626-69608961]',
])('%s is not JSON', text => {
  expect(() => JSON.parse(text)).toThrow();
  expect(parseJson(text)).toBeUndefined();
});

/** A number as JSON may spell it, and what is to come of it. */
const anyNumeral = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(fc.nat().map(String), fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String)),
    fraction: fc.option(fc.stringMatching(/^\.[0-9]{1,24}$/), { nil: '' }),
    exponent: fc.option(fc.stringMatching(/^[eE][+-]?[0-9]{1,3}$/), { nil: '' }),
  })
  .map(({ sign, whole, fraction, exponent }) => {
    const text = sign + whole + fraction + exponent;
    const double = Number(text);
    const isExact = Number.isFinite(double) && new Big(text).eq(new Big(String(double)));
    return { text, value: isExact ? double : text };
  });

const anyString = fc
  .oneof(fc.string(), fc.string({ unit: fc.constantFrom('\\', '"', ':', ',', ' ', '1234567890123456') }))
  .map(value => ({ text: JSON.stringify(value), value: value as unknown }));

interface Spelled {
  readonly text: string;
  readonly value: unknown;
}

/** JSON in any spelling, and what is to come of it. */
const { anyJson } = fc.letrec<{ anyJson: Spelled }>(tie => {
  const gap = fc.constantFrom('', ' ', '\n', '\t ');
  const items = fc.array(fc.tuple(tie('anyJson'), gap), { maxLength: 4 });
  const members = fc.array(fc.tuple(anyString, gap, tie('anyJson')), { maxLength: 4 });
  return {
    anyJson: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      anyNumeral,
      anyString,
      fc.constant({ text: 'null', value: null }),
      items.map(each => ({
        text: `[${each.map(([{ text }, space]) => space + text + space).join(',')}]`,
        value: each.map(([{ value }]) => value),
      })),
      members.map(each => ({
        text: `{${each.map(([key, space, { text }]) => `${key.text}${space}:${space}${text}`).join(',')}}`,
        value: Object.fromEntries(each.map(([key, , { value }]) => [String(key.value), value])),
      })),
    ),
  };
});

/** Makes sure that a text has so many digits in a row that its numbers are looked at. */
const looked = ({ text, value }: Spelled): Spelled => ({
  text: `[9007199254740993,${text}]`,
  value: ['9007199254740993', value],
});

test('of any JSON, exactly the numbers that a double would change are strings', () => {
  fc.assert(
    fc.property(anyJson, json => {
      const { text, value } = looked(json);
      expect(parseJson(text)).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
});

test('text that is not JSON does not become JSON', () => {
  fc.assert(
    fc.property(
      anyJson.map(looked),
      fc.nat(),
      fc.constantFrom('', '"', ':', '\\', '-', '9007199254740993'),
      (json, at, put) => {
        const place = at % json.text.length;
        const text = json.text.slice(0, place) + put + json.text.slice(place + 1);
        expect(parseJson(text) !== undefined).toBe(isJson(text));
      },
    ),
    { numRuns: 1_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('a run of sixteen digits is found at any position', () => {
  for (let before = 0; before < 40; before += 1) {
    const text = `["${'x'.repeat(before)}",1,9007199254740993]`;
    expect(parseJson(text)).toEqual(['x'.repeat(before), 1, '9007199254740993']);
  }
});

/** As booleans, because a difference of so long texts is no use. */
test.each([
  ['digits', '1'.repeat(500_000)],
  ['zeros', `0.${'0'.repeat(500_000)}1`],
  ['zeros within', `1${'0'.repeat(500_000)}1`],
  ['digits of a power', `1e${'1'.repeat(500_000)}`],
])('a number of half a million %s is read in linear time', (_, number) => {
  const json = parseJson(`{"a":${number},"b":9007199254740993}`);
  expect(json).toHaveProperty('b', '9007199254740993');
  expect(Object(json).a === number).toBe(true);
});

test.each([
  ['points', '.'.repeat(500_000)],
  ['backslashes', '\\'.repeat(500_000)],
  ['quotes', '"'.repeat(500_000)],
  ['digits and points', '1234567.'.repeat(60_000)],
  ['keys', ' : 1234567890123456'.repeat(30_000)],
])('a string of half a million %s is read in linear time', (_, value) => {
  const json = parseJson(`{"a":9007199254740993,"b":${JSON.stringify(value)}}`);
  expect(json).toHaveProperty('a', '9007199254740993');
  expect(Object(json).b === value).toBe(true);
});
