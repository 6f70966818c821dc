import { normalizedExecutor } from '@graphql-tools/executor';
import fc from 'fast-check';
import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { createAnswerSize } from '../../src/executor/answer-size.ts';
import { withCountedAnswers } from '../../src/graphql/answer-limit.ts';

// The executor of Yoga, which answers in parts, completes a list at once unless its items come in their turns.

const sdl = 'type Query { calls: [Call!] } type Call { lines: [Line] } type Line { text: String }';
const schema = withCountedAnswers(buildSchema(sdl));
const document = parse('{ calls { lines { text } } }');

/** Executes the query over calls with so many lines; returns the result with the bytes of each turn. */
async function answer(lineCounts: readonly number[], afterTurn = () => {}) {
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
  const contextValue = { answerSize };
  const result = await normalizedExecutor({ schema, document, rootValue: { calls }, contextValue });
  return { calls, result, turns: [...turns, answerSize.bytes - counted] };
}

test('lists of any length are answered whole, and in turns of few bytes (property)', async () => {
  const lineCount = fc.oneof(fc.nat(20), fc.nat(10_000));
  await fc.assert(
    fc.asyncProperty(fc.array(lineCount, { maxLength: 5 }), async lineCounts => {
      const { calls, result, turns } = await answer(lineCounts);
      expect(result).toEqual({ data: { calls } });
      for (const bytes of turns) expect(bytes).toBeLessThan(100_000);
    }),
    { numRuns: 10 },
  );
});

test('a list whose client has left ends at its next slice', async () => {
  const leave = () => {
    throw new Error('The client has left.');
  };
  const { turns } = await answer([20_000], leave);
  expect(turns).toHaveLength(2);
});
