import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { isShortJson, stringifyInSlices } from '../../async/stringify-in-slices.ts';
import type { NextTurn } from '../../async/turn-queue.ts';

export interface SlicedResultsOptions {
  readonly nextTurn: NextTurn;
}

/** Writes the JSON of long results, and of long parts, in slices. Yoga takes it from their `stringify`. */
export const useSlicedResults = ({ nextTurn }: SlicedResultsOptions): Plugin => ({
  onResultProcess({ result, setResult }) {
    if (isAsyncIterable(result)) setResult(slicedParts(result, nextTurn));
    else if (!isShortJson(result)) return withText(result, nextTurn).then(setResult);
    return undefined;
  },
});

/** Iterator by hand, because a generator does not pass on `return` before it starts. */
function slicedParts<T extends object>(parts: AsyncIterable<T>, nextTurn: NextTurn): AsyncIterable<T> {
  const iterator = parts[Symbol.asyncIterator]();
  const sliced: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => sliced,
    async next() {
      const step = await iterator.next();
      return step.done ? step : { done: false, value: await withText(step.value, nextTurn) };
    },
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
  return sliced;
}

interface Extras {
  readonly errors?: unknown;
  readonly extensions?: unknown;
}

/** Writes all but errors and extensions, which Yoga still changes when it calls `stringify`. */
async function withText<T extends object>(result: T, nextTurn: NextTurn): Promise<T> {
  if (isShortJson(result)) return result;
  const { errors, extensions, ...long } = result as T & Extras;
  const text = await stringifyInSlices(long, nextTurn);
  return {
    ...result,
    stringify(sent: Extras) {
      const start = JSON.stringify({ errors: sent.errors, extensions: sent.extensions }).slice(0, -1);
      const separator = start === '{' ? '' : ',';
      return Buffer.concat([Buffer.from(start + separator), text.subarray(1)]);
    },
  };
}
