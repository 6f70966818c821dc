import type { PromiseOrValue } from '../async/promise-or-value.ts';
import type { NextTurn } from '../async/turn-queue.ts';

/** Length from which joining and decoding a body each take a turn of the event loop: some milliseconds of work. */
const longLength = 1_000_000;

/** Decodes a body in UTF-8; a long one in two steps, between which other requests are served. */
export function textOf(blocks: readonly Buffer[], nextTurn: NextTurn): PromiseOrValue<string> {
  if (lengthOf(blocks) > longLength) return decodeLong(blocks, nextTurn);
  return joined(blocks).toString('utf8');
}

export const lengthOf = (blocks: readonly Buffer[]): number =>
  blocks.reduce((sum, { length }) => sum + length, 0);

/** Without a copy where a body has one block, as most have. */
export const joined = (blocks: readonly Buffer[]): Buffer => {
  const [first] = blocks;
  return first && blocks.length === 1 ? first : Buffer.concat(blocks);
};

async function decodeLong(blocks: readonly Buffer[], nextTurn: NextTurn): Promise<string> {
  await nextTurn();
  const whole = joined(blocks);
  await nextTurn();
  return whole.toString('utf8');
}
