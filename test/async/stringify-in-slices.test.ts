import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { isShortJson, stringifyInSlices } from '../../src/async/stringify-in-slices.ts';

function countingTurns() {
  let turns = 0;
  const nextTurn = async () => {
    turns += 1;
  };
  return { nextTurn, turns: () => turns };
}

const json = fc.jsonValue({ maxDepth: 3 });
const data = fc
  .tuple(json, json, fc.boolean(), fc.integer({ min: 1, max: 4_000 }))
  .map(([a, b, isObject, length]) => {
    const many = Array.from({ length }, (_, at) => ({ at, a, text: 'line "1"\u2028\ud83d\ude00' }));
    const named = Object.fromEntries(many.map((item, at) => [`name "${at}`, item]));
    return { data: { b, deep: [{ inner: isObject ? named : many, none: undefined, empty: {} }] } };
  });

test('any data is written in slices as JSON.stringify writes it (property)', async () => {
  await fc.assert(
    fc.asyncProperty(data, async value => {
      const text = await stringifyInSlices(value, countingTurns().nextTurn);
      expect(text.toString() === JSON.stringify(value)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

const manyItems = Array.from({ length: 50_000 }, (_, at) => ({ at, text: 'x'.repeat(100) }));

test.each([
  ['list', manyItems],
  ['object', Object.fromEntries(manyItems.map((item, at) => [`name${at}`, item]))],
])('a long %s is written in many turns, each for few characters', async (_, value) => {
  const { nextTurn, turns } = countingTurns();
  const { length } = await stringifyInSlices({ value }, nextTurn);
  expect(turns()).toBeGreaterThan(length / 130_000 - 1);
});

/** An object of many keys, and how many of its values the turns so far have read. */
function objectOfManyKeys() {
  let reads = 0;
  const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`name${at}`, `value ${at}`]));
  const counted = new Proxy(fields, {
    get(target, name, receiver) {
      reads += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  return { fields, counted, reads: () => reads };
}

test('the values of an object with many keys are read a few thousand in a turn', async () => {
  const { fields, counted, reads } = objectOfManyKeys();
  const readsByTurn: number[] = [];
  const nextTurn = async () => void readsByTurn.push(reads());
  const text = await stringifyInSlices({ counted }, nextTurn);
  expect(text.toString()).toBe(JSON.stringify({ counted: fields }));
  const mostInATurn = Math.max(...readsByTurn.map((read, at) => read - (readsByTurn[at - 1] ?? 0)));
  expect(mostInATurn).toBeLessThan(10_000);
});

test.each([[null], ['text'], [[]], [{}], [{ errors: [new GraphQLError('It fails.')] }]])(
  '%j is short, and written at once',
  async value => {
    expect(isShortJson(value)).toBe(true);
    const text = await stringifyInSlices(value, countingTurns().nextTurn);
    expect(text.toString()).toBe(JSON.stringify(value));
  },
);

test('errors beside a long list are written as they say', async () => {
  const value = { errors: Array.from({ length: 3_000 }, () => new GraphQLError('It fails.')), data: null };
  const text = await stringifyInSlices(value, countingTurns().nextTurn);
  expect(text.toString()).toBe(JSON.stringify(value));
});
