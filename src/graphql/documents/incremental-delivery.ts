import { normalizedExecutor } from '@graphql-tools/executor';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestHead } from '../../async/client-disconnect.ts';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { RequestContext } from '../context.ts';
import { executeConsistently } from './consistent-execution.ts';

/** One part of an answer: the first with the data at hand, the others with what comes after. */
export interface IncrementalResult {
  readonly errors?: readonly GraphQLError[];
  readonly incremental?: readonly { readonly errors?: readonly GraphQLError[] }[];
}

/** Whether an answer to this may come in parts; to a client that does not accept them it comes whole. */
export const isIncremental = ({ document }: ExecutionArgs, { headers }: RequestHead): boolean =>
  analyzeDocument(document).isDeferrable && (headers.get('accept')?.includes('multipart/mixed') ?? false);

export interface IncrementalOptions {
  /** Codes an error of a later part, because Yoga masks those of the first one alone. */
  coded(error: unknown): GraphQLError;
  /** Told once nothing of it is under way any more, whether it came to its last part or its client left. */
  ended(): void;
}

/** Executes with `@defer`, which graphql-js 16 and our own execution do not know: by Yoga's executor. */
export async function executeIncrementally(
  args: ExecutionArgs,
  options: IncrementalOptions,
): Promise<IncrementalResult | AsyncIterable<IncrementalResult>> {
  const run = () => normalizedExecutor(args);
  const result = await executeConsistently(args.contextValue as RequestContext, run, run(), dropParts);
  if (Symbol.asyncIterator in result) return followParts(result[Symbol.asyncIterator](), options);
  options.ended();
  return result;
}

/** Nobody waits for the later parts of an answer that is made once more. */
function dropParts(result: unknown): void {
  if (isAsyncIterable(result)) void result[Symbol.asyncIterator]().return?.();
}

/** No generator, because the end of one that nobody began goes unseen. */
function followParts(parts: AsyncIterator<IncrementalResult>, { coded, ended }: IncrementalOptions) {
  let underWay: Promise<unknown> = Promise.resolve();

  async function next(): Promise<IteratorResult<IncrementalResult>> {
    const part = await parts.next();
    if (part.done) ended();
    return part.done ? part : { done: false, value: codedPart(part.value, coded) };
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const step = next();
      underWay = step.catch(() => {});
      return step;
    },
    async return(): Promise<IteratorResult<IncrementalResult>> {
      await underWay;
      await parts.return?.();
      ended();
      return { done: true, value: undefined };
    },
  };
}

const codedPart = (part: IncrementalResult, coded: IncrementalOptions['coded']): IncrementalResult =>
  part.incremental
    ? {
        ...part,
        incremental: part.incremental.map(patch =>
          patch.errors ? { ...patch, errors: patch.errors.map(coded) } : patch,
        ),
      }
    : part;
