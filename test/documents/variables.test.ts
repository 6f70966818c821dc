import fc from 'fast-check';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { variableValuesOf } from '../../src/graphql/documents/variable-values.ts';

const schema = buildSchema(`
  enum Colour { RED }
  input In { a: Int }
  type Query { a(id: ID, text: String, flag: Boolean, number: Float, colour: Colour, in: In): Int }
`);

const types = ['ID', 'String', 'Int', 'Boolean', 'Float', 'Colour', 'In'].flatMap(type => [
  type,
  `${type}!`,
  `[${type}]`,
]);

/** What suits some of the types, and what suits none. */
const value = fc.oneof(
  fc.constantFrom('RED', '7', '', 7, -0, 2 ** 31, 1.5, true, false, null, undefined, { a: 1 }, ['7'], [1]),
  fc.jsonValue(),
);

const names = fc.constantFrom('a', 'constructor', '__proto__');

test('variables are coerced as graphql-js does it, or refused where it refuses them', () => {
  fc.assert(
    fc.property(fc.constantFrom(...types), names, fc.boolean(), value, (type, name, hasDefault, given) => {
      const preset = hasDefault && type === 'String' ? ' = "preset"' : '';
      const document = parse(`query ($${name}: ${type}${preset}) { a }`);
      const [operation] = document.definitions as [OperationDefinitionNode];
      const variableValues = JSON.parse(JSON.stringify({ [name]: given }));
      const known = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues);
      const args = { schema, document, variableValues, contextValue: {} };
      if (known.errors) expect(() => variableValuesOf(args)).toThrow(AggregateError);
      else expect(variableValuesOf(args)).toEqual(known.coerced);
    }),
    { numRuns: 2_000 },
  );
});
