import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exceedsNesting } from '../../src/http/json-nesting.ts';
import { entranceNames, openEntrance, post, refusalIn } from '../abuse/doors.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const json = fc.jsonValue({ maxDepth: 12, stringUnit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a') });

test('of any JSON, exactly what nests deeper is refused, whatever its strings hold (property)', () => {
  fc.assert(
    fc.property(json, fc.nat(12), fc.boolean(), (value, maxDepth, spaced) => {
      // The spaces exceed the length below which no text can nest too deep.
      const text = spaced ? JSON.stringify(value, null, 2) : JSON.stringify(value) + ' '.repeat(30);
      expect(exceedsNesting(text, maxDepth)).toBe(depthOf(value) > maxDepth);
    }),
    { numRuns: 500 },
  );
});

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const query = 'query ($a: [ID!]!) { nodes(ids: $a) { id } }';
const bodyOf = (depth: number, rest = '') => `{"query":"${query}${rest}","variables":{"a":${nested(depth)}}}`;
const urlOf = (depth: number) =>
  `/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(`{"a":${nested(depth)}}`)}`;
const message = '`variables` and all else in a request may be nested at most 100 levels deep.';

describe.each(entranceNames)('by %s', entrance => {
  test.each([
    ['POST', 101, ''],
    ['POST', 10_000, ''],
    ['POST', 100_000, ''],
    ['POST', 101, ' '.repeat(40_000)],
  ])('a %s with variables of %i levels is refused', async (_, depth, rest) => {
    const { send, door } = await openEntrance(entrance);
    const response = await send('/graphql', post(bodyOf(depth, rest)));
    expect(response.status).toBe(400);
    expect(await refusalIn(response)).toEqual({ message, code: 'BAD_USER_INPUT' });
    expect(door.cost()).toEqual([]);
  });

  test('a GET with variables of 101 levels is refused', async () => {
    const { send } = await openEntrance(entrance);
    const response = await send(urlOf(101), {});
    expect(response.status).toBe(400);
    expect(await refusalIn(response)).toEqual({ message, code: 'BAD_USER_INPUT' });
  });

  test('variables of 100 levels reach coercion, and brackets in strings do not count', async () => {
    const { send } = await openEntrance(entrance);
    for (const send100 of [() => send('/graphql', post(bodyOf(100))), () => send(urlOf(100), {})])
      expect((await refusalIn(await send100())).message).toContain('Variable "$a"');
    const variables = { a: ['['.repeat(1_000)] };
    const response = await send('/graphql', post(JSON.stringify({ query, variables })));
    expect((await response.json()).errors[0].message).toContain('`ids`');
  });
});
