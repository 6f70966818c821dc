import fc from 'fast-check';
import { type GraphQLObjectType, getNamedType, isNonNullType, isObjectType } from 'graphql';
import { expect } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Answer, FrontDoor } from '../front-door.ts';
import { objectNamed, selectEverything } from '../schema/every-field.ts';

const schema = buildSchema();
const wholeCall = selectEverything(objectNamed(schema, 'Call'));

/** Every code but INTERNAL_SERVER_ERROR, which would be a fault that nobody foresaw. */
const foreseen = new Set(
  Object.keys(enumValues('CallErrorCode')).filter(code => code !== 'INTERNAL_SERVER_ERROR'),
);

/** Values that have broken decoders before, beside whatever JSON fast-check thinks of. */
const evil = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    '',
    'NaN',
    -0,
    1e308,
    2 ** 53 + 2,
    2 ** 31,
    '2026-02-30T00:00:00Z',
    's3://',
    '\ud800',
    [],
    {},
    [[]],
    [null],
  ),
);

/** One change somewhere in a body: a value replaced, or a key left out; seldom in Butter's envelope. */
const mutation = fc.record({
  at: fc.array(fc.nat(40), { minLength: 1, maxLength: 5 }),
  value: evil,
  drop: fc.boolean(),
  inEnvelope: fc.nat(19).map(number => number === 0),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutateBody(json: unknown, change: Mutation): unknown {
  const enveloped = typeof json === 'object' && json !== null && 'data' in json && !change.inEnvelope;
  return enveloped ? { ...json, data: mutate(json.data, change) } : mutate(json, change);
}

function mutate(json: unknown, { at, ...change }: Mutation): unknown {
  const [step, ...rest] = at;
  if (step === undefined || typeof json !== 'object' || json === null) return change.value;
  const keys = Object.keys(json);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return change.value;
  if (change.drop && rest.length === 0) return without(json, key);
  const changed = mutate(Reflect.get(json, key), { at: rest, ...change });
  return Array.isArray(json) ? json.with(Number(key), changed) : { ...json, [key]: changed };
}

const without = (json: object, key: string): unknown =>
  Array.isArray(json)
    ? json.toSpliced(Number(key), 1)
    : Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));

const list = `calls(first: 3, after: $after) {
  edges { cursor node { id startedAt status } } pageInfo { hasNextPage endCursor } totalCount
  coverage { source state code scanned reachedBackTo total }
}`;
const query = `query($after: String) {
  butter: callBySid(sid: "call_abc123def456") ${wholeCall} burki: callByDatabaseId(databaseId: 101) ${wholeCall} ${list}
}`;

/** Whatever an upstream sends, the answer is GraphQL, its errors are foreseen, and its cursor is good. */
export async function fuzzBodies({ ask, butter, burki }: FrontDoor, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async mutations => {
      const change = (json: unknown) => mutations.reduce(mutateBody, json);
      const ends = [butter, burki].map(sandbox => sandbox.play({ fault: { kind: 'rewrite', change } }));
      const answer = await ask(query);
      expectForeseen(answer);
      const after = answer.data?.calls?.pageInfo.endCursor ?? null;
      const next = after === null ? null : await ask(`query($after: String) { ${list} }`, { after });
      for (const end of ends) end();
      if (!next) return;
      expectForeseen(next);
      expect(next.errors?.map(({ extensions }) => extensions['code']) ?? []).not.toContain('BAD_USER_INPUT');
    }),
    { numRuns: runs, seed: 20261121 },
  );
}

const fitting: Readonly<Record<string, fc.Arbitrary<string>>> = {
  first: fc.integer({ min: 0, max: 101 }).map(String),
  sid: fc.constantFrom('"call_abc123def456"', '"call_fault500"', '"CA0"', '"../x"', '""'),
  databaseId: fc.constantFrom('101', '"101"', '900503', '0', '"1e3"'),
  id: fc.constantFrom('"Q2FsbDpCVVJLSToxMDE"', '"Vm9pY2VBZ2VudDpCVVJLSToxMjM"', '"x"'),
  ids: fc.constantFrom('[]', '["Q2FsbDpCVVJLSToxMDE", "x"]'),
  at: fc.constantFrom('0.5', '0.95', '0', '1', '1e400'),
  after: fc.constantFrom('null', '"eyJ2IjoxfQ"'),
  filter: fc.constantFrom(
    '{}',
    '{statuses: COMPLETED}',
    '{sources: [BURKI], agents: ["123"]}',
    '{directions: [INBOUND]}',
    '{duration: {min: -1}}',
    '{started: {from: "2026-03-09", before: "2026-03-10T00:00:00.5Z"}}',
    '{statuses: []}',
  ),
};

const unfitting = fc.oneof(
  fc.constantFrom('true', '[[]]', '{a: 1}', '$nope', 'COMPLETED'),
  fc.string().map(text => JSON.stringify(text)),
);

const argument = (name: string): fc.Arbitrary<string> =>
  fc
    .oneof({ weight: 40, arbitrary: fitting[name] ?? unfitting }, { weight: 1, arbitrary: unfitting })
    .map(value => `${name}: ${value}`);

/** A selection on a type: fields that are there, with arguments that may fit, and now and then what is not there. */
function selection(type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).map(field => {
    const named = getNamedType(field.type);
    const args = fc.tuple(
      ...field.args.map(({ name, type: wanted }) =>
        isNonNullType(wanted) ? argument(name) : fc.option(argument(name)),
      ),
    );
    const below = isObjectType(named)
      ? depth > 0
        ? selection(named, depth - 1)
        : fc.constant('{ __typename }')
      : fc.constant('');
    return fc.tuple(args, below).map(([given, inner]) => `${field.name}${inParentheses(given)} ${inner}`);
  });
  const one = fc.oneof(
    { weight: 60, arbitrary: fc.oneof(...fields) },
    { weight: 1, arbitrary: fc.constantFrom('nope', '__typename', '... on Call { id }', '') },
  );
  return fc
    .array(one, { minLength: 1, maxLength: 4 })
    .map(
      chosen => `{ ${chosen.map((field, index) => (field === '' ? '' : alias(field, index))).join(' ')} }`,
    );
}

const alias = (field: string, index: number): string =>
  field.startsWith('...') ? field : `f${index}: ${field}`;

function inParentheses(given: readonly (string | null)[]): string {
  const present = given.filter(argument => argument !== null);
  return present.length > 0 ? `(${present.join(', ')})` : '';
}

/** Whatever a client asks, the answer is GraphQL and its errors are foreseen. */
export async function fuzzQueries({ ask }: FrontDoor, runs: number): Promise<void> {
  const query = objectNamed(schema, 'Query');
  await fc.assert(
    fc.asyncProperty(selection(query, 3), async document => expectForeseen(await ask(document))),
    { numRuns: runs, seed: 20261121 },
  );
}

function expectForeseen({ status, data, errors }: Answer): void {
  expect([200, 400]).toContain(status);
  expect(data !== undefined || (errors?.length ?? 0) > 0).toBe(true);
  for (const { extensions, message } of errors ?? []) {
    expect(foreseen, message).toContain(extensions['code']);
  }
}

function enumValues(name: string): Record<string, unknown> {
  const type = schema.getType(name);
  if (!type || !('getValues' in type)) throw new Error(`${name} is no enum.`);
  return Object.fromEntries(type.getValues().map(value => [value.name, value]));
}
