import fc from 'fast-check';
import { type FieldNode, GraphQLError, locatedError, parse, Source } from 'graphql';
import { expect, test } from 'vitest';
import { badUserInput } from '../../src/domain/errors.ts';
import { locateError } from '../../src/executor/locate-error.ts';

const lineBreaks = fc.string({ unit: fc.constantFrom('\n', '\r', '\r\n', ' '), maxLength: 20 });

/** A source that counts how often its text is read, and the fields that a document of it selects. */
function parsed(body: string) {
  let reads = 0;
  class CountedSource extends Source {}
  const source = new CountedSource(body);
  const { definitions } = parse(source);
  Object.defineProperty(source, 'body', {
    get() {
      reads += 1;
      return body;
    },
  });
  const fields = definitions.flatMap(definition =>
    definition.kind === 'OperationDefinition' ? definition.selectionSet.selections : [],
  );
  return { fields: fields as readonly FieldNode[], reads: () => reads };
}

const causes = fc.oneof(
  fc.string().map(text => new Error(text)),
  fc.string().map(text => badUserInput(text)),
  fc.string().map(text => new GraphQLError(text, { extensions: { code: 'BAD_USER_INPUT' } })),
  fc.string().map(text => new GraphQLError(text, { path: ['else'] })),
  fc.string().map(text => Object.assign(new Error(text), { extensions: { code: text } })),
  fc.constantFrom('no error', undefined, null, 3),
);

test('an error has the message, place, path and cause that graphql-js gives it', () => {
  const paths = fc.array(fc.oneof(fc.nat(), fc.string()), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(lineBreaks, { minLength: 1, maxLength: 5 }),
      causes,
      paths,
      (breaks, cause, path) => {
        const { fields } = parsed(`${breaks.map(text => `${text}{a`).join('')}${'}'.repeat(breaks.length)}`);
        const facts = ({ message, locations, path, originalError, nodes, extensions }: GraphQLError) => ({
          message,
          locations,
          path,
          originalError,
          nodes,
          extensions,
        });
        expect(facts(locateError(cause, fields, path))).toEqual(facts(locatedError(cause, fields, path)));
        expect(JSON.stringify(locateError(cause, fields, path))).toBe(
          JSON.stringify(locatedError(cause, fields, path)),
        );
      },
    ),
  );
});

test('errors read no document, and capture no stack frames', () => {
  const { fields, reads } = parsed(`${'\n'.repeat(1_000)}{ a b c }`);
  for (let at = 0; at < 1_000; at += 1) {
    const field = fields[at % 3] as FieldNode;
    const { stack, locations } = locateError(badUserInput('It is refused.'), [field], [at]);
    expect(stack).not.toContain(' at ');
    expect(locations).toEqual([{ line: 1_001, column: 3 + 2 * (at % 3) }]);
  }
  expect(reads()).toBe(0);
  expect(new Error('It is unforeseen.').stack).toContain('locate-error.test.ts');
});
