import { buildSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { createAnswerSize } from '../../src/executor/answer-size.ts';
import { useInlineTrace } from '../../src/http/yoga/use-inline-trace.ts';

const lines = Array.from({ length: 20 }, (_, at) => ({ text: `line ${at}` }));

function schemaOfLines() {
  const schema = buildSchema('type Query { lines: [Line] } type Line { text: String }');
  Object.assign(schema.getQueryType()?.getFields()['lines'] ?? {}, { resolve: () => lines });
  return schema;
}

test('a traced list waits for its turn after each slice, here of one item, as one without a trace does', async () => {
  let turns = 0;
  const nextTurn = async () => {
    turns += 1;
  };
  const tracing = {
    traces: true,
    buildSchema: schemaOfLines,
    mask: (error: unknown) => error as never,
    clock: () => 0,
    now: () => 0,
  };
  const yoga = createYoga({
    schema: schemaOfLines(),
    context: {
      answerSize: createAnswerSize({ sliceBytes: 0, nextTurn }),
      loaders: { conflicts: () => 0 },
    },
    plugins: [useInlineTrace(tracing)],
  });
  const response = await yoga.fetch('http://switchboard.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'apollo-federation-include-trace': 'ftv1' },
    body: JSON.stringify({ query: '{ lines { text } }' }),
  });
  expect(await response.json()).toEqual({ data: { lines }, extensions: { ftv1: expect.any(String) } });
  expect(turns).toBe(lines.length - 1);
});
