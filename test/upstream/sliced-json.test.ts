import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  exceedsValueLimit,
  longExceedsValueLimit,
  parseJson,
  parseLongJson,
} from '../../src/upstream/json.ts';

/** Counts turns instead of waiting for them. */
function countingTurns() {
  let turns = 0;
  const nextTurn = async () => {
    turns += 1;
  };
  return { nextTurn, turns: () => turns };
}

/** Compares order and own properties too; undefined for invalid JSON. */
const textOf = (value: unknown): string | undefined => JSON.stringify(value);

const long = (count: number): unknown => ({
  success: true,
  transcript: Array.from({ length: count }, (_, at) => ({ at, text: `line ${at}, "quoted" \\ [{` })),
  data: { nested: { lists: Array.from({ length: count }, (_, at) => [at, [at]]), last: null } },
});

const json = fc.jsonValue({ maxDepth: 3 });
/** A value of which parts exceed a slice. */
const longJson = fc
  .tuple(json, json, json, fc.nat(2), fc.constantFrom('', ' ', '\n\t'))
  .map(([a, b, c, kind, space]) => {
    const many = Array.from({ length: 7_000 }, (_, at) => [at, a]);
    const value = [{ a, many, b: [many, b], c }, [many, c, many], { '1': c, __proto: a, a: many, '0': b }][
      kind
    ];
    return JSON.stringify(value, null, space);
  });

test('long JSON is parsed in slices to the same value, or refused alike (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      longJson,
      fc.nat(),
      fc.constantFrom('', ',', ']', '}', '"', ' ', '1', ':', '\\'),
      async (text, at, added) => {
        const place = at % text.length;
        const changed = added === '' ? text : text.slice(0, place) + added + text.slice(place + 1);
        const { nextTurn, turns } = countingTurns();
        expect(textOf(await parseLongJson(changed, nextTurn))).toBe(textOf(parseJson(changed)));
        if (added === '') expect(turns()).toBeGreaterThanOrEqual(Math.floor(text.length / 300_000));
      },
    ),
    { numRuns: 60 },
  );
});

const padding = `"${'x'.repeat(130_000)}"`;
const many = `[${'1,'.repeat(70_000)}1]`;

test.each([
  ['long numbers far apart', `[9007199254740993,${many},1e400,[${many},0.1234567890123456789]]`],
  ['a short number beside a long one in another slice', `[1e400,${many},9007199254740993]`],
  ['numbers that a double holds', `[1e400,${many},1.5]`],
  ['a member twice', `{"a":1,"b":${many},"a":${many},"b":2}`],
  ['a member named __proto__', `{"__proto__":{"x":1},"b":${many}}`],
  ['a long member named __proto__', `{"__proto__":${many},"b":1}`],
  ['names with escapes', `{"\\u0061\\"b":${many},"c\\\\":${padding}}`],
  ['names that are numbers', `{"9":${many},"1":2,"5":${many}}`],
  ['a byte order mark', `\ufeff [${many}] `],
  ['empty lists and objects', `[[],{},${many},[],{}]`],
  ['many levels', `${'['.repeat(30)}${many}${']'.repeat(30)}`],
  ['1,000 levels', `${'['.repeat(1_000)}${many}${']'.repeat(1_000)}`],
  ['a text alone', padding],
  ['a number alone', '1'.repeat(200_000)],
  ['nothing', ' '.repeat(200_000)],
  ['a comma before the end of a list', `[${many},]`],
  ['a comma before the end of an object', `{"a":${many},}`],
  ['two commas', `[${many},,1]`],
  ['brackets of two kinds', `[${many}}`],
  ['a list with a name', `["a":${many}]`],
  ['an object without a name', `{${many}}`],
  ['text after the end', `[${many}] 1`],
  ['a missing end', `[${many}`],
  ['a text without an end', `["${'x'.repeat(130_000)}`],
])('%s: the same value as at once', async (_, text) => {
  const parsed = await parseLongJson(text, countingTurns().nextTurn);
  expect(textOf(parsed)).toBe(textOf(parseJson(text)));
});

test('a list of 20 MB takes many turns, none for much of it', async () => {
  const text = JSON.stringify(long(180_000));
  const { nextTurn, turns } = countingTurns();
  expect(textOf(await parseLongJson(text, nextTurn))).toBe(text);
  expect(turns()).toBeGreaterThan(text.length / 150_000);
});

test('a failure of a turn, such as a cancellation, ends the parsing', async () => {
  const left = new Error('The client has left.');
  let turns = 0;
  const nextTurn = async () => {
    turns += 1;
    if (turns === 3) throw left;
  };
  await expect(parseLongJson(JSON.stringify(long(50_000)), nextTurn)).rejects.toBe(left);
  expect(turns).toBe(3);
});

test.each([1_199_999, 1_200_000, 1_200_001])('%i values are counted alike in slices', async count => {
  const text = `[${'",[{",'.repeat(100)}${'0,'.repeat(count - 101)}0]`;
  const { nextTurn, turns } = countingTurns();
  expect(await longExceedsValueLimit(text, nextTurn)).toBe(exceedsValueLimit(text));
  expect(exceedsValueLimit(text)).toBe(count > 1_200_000);
  expect(turns()).toBeGreaterThan(3);
});
