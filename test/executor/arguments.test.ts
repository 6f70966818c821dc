import fc from 'fast-check';
import { buildSchema, type FieldNode, getArgumentValues, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { compileArguments } from '../../src/executor/argument-values.ts';

const schema = buildSchema(`
  input In { a: Int, b: String = "preset" }
  type Query {
    one(id: ID!): Int
    many(first: Int, after: String, filter: In): Int
    preset(first: Int! = 25, after: String): Int
  }
`);

const fields = [
  'one(id: $id)',
  'one(id: "7")',
  'many(first: $first, after: $id)',
  'many(first: $first, filter: { a: $first })',
  'many(first: $first, filter: { a: 1 })',
  'many(first: $first, after: null)',
  'many(first: $first, filter: null, after: "x")',
  'many(filter: { a: 1 })',
  'many(after: null)',
  'many',
  'preset(first: $first)',
  'preset(after: $id)',
  'one(id: $constructor)',
  'many(first: $first, after: $toString)',
  'many(first: $first, after: $__proto__)',
];

const outcome = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
};

test('arguments are read as graphql-js reads them, however often', () => {
  const variables = fc.record(
    { id: fc.option(fc.string()), first: fc.option(fc.integer()) },
    { requiredKeys: [] },
  );
  for (const text of fields) {
    const document = parse(
      `query ($id: ID, $first: Int, $constructor: ID, $toString: String, $__proto__: String) { ${text} }`,
    );
    const [operation] = document.definitions as [OperationDefinitionNode];
    const [node] = operation.selectionSet.selections as [FieldNode];
    const definition = schema.getQueryType()?.getFields()[node.name.value];
    if (!definition) throw new Error(`There is no field for ${text}.`);
    const read = compileArguments(definition, node);
    fc.assert(
      fc.property(variables, given => {
        const known = outcome(() => getArgumentValues(definition, node, given));
        expect(outcome(() => read(given))).toEqual(known);
      }),
    );
  }
});
