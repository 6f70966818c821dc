import { normalizedExecutor } from '@graphql-tools/executor';
import fc from 'fast-check';
import { buildSchema, execute, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { createAnswerSize } from '../../src/executor/answer-size.ts';
import { withCountedAnswers } from '../../src/graphql/answer-limit.ts';
import { asyncItems } from '../../src/graphql/list-slices.ts';

// Executors other than the compiled one complete a list at once, unless its items come in their turns.

const sdl = 'type Query { calls: [Call!] } type Call { lines: [Line] } type Line { text: String }';
const document = parse('{ calls { lines { text } } }');
const schema = () => buildSchema(sdl);
const executors = {
  'graphql-js': { execute, schema: withCountedAnswers(schema()) },
  'the executor of Yoga': { execute: normalizedExecutor, schema: withCountedAnswers(schema(), asyncItems) },
};

/** Executes the query over calls with so many lines; returns the result with the bytes of each turn. */
async function answer(name: keyof typeof executors, lineCounts: readonly number[], afterTurn = () => {}) {
  const calls = lineCounts.map(count => ({ lines: Array(count).fill({ text: 'line' }) }));
  const queue = createTurnQueue();
  const turns: number[] = [];
  let counted = 0;
  async function nextTurn() {
    await queue();
    turns.push(answerSize.bytes - counted);
    counted = answerSize.bytes;
    afterTurn();
  }
  const answerSize = createAnswerSize({ nextTurn });
  const { execute, schema } = executors[name];
  const contextValue = { answerSize };
  const result = await execute({ schema, document, rootValue: { calls }, contextValue });
  return { calls, result, turns: [...turns, answerSize.bytes - counted] };
}

describe.each(Object.keys(executors) as (keyof typeof executors)[])('by %s', name => {
  test('lists of any length are answered whole, and in turns of few bytes (property)', async () => {
    const lineCount = fc.oneof(fc.nat(20), fc.nat(10_000));
    await fc.assert(
      fc.asyncProperty(fc.array(lineCount, { maxLength: 5 }), async lineCounts => {
        const { calls, result, turns } = await answer(name, lineCounts);
        expect(result).toEqual({ data: { calls } });
        for (const bytes of turns) expect(bytes).toBeLessThan(100_000);
      }),
      { numRuns: 10 },
    );
  });

  test('a list whose client has left goes on in turns', async () => {
    const leave = () => {
      throw new Error('The client has left.');
    };
    const { turns } = await answer(name, [20_000], leave);
    for (const bytes of turns) expect(bytes).toBeLessThan(100_000);
  });
});
