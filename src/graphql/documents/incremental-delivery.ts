import { normalizedExecutor } from '@graphql-tools/executor';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestHead } from '../../async/client-disconnect.ts';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { RequestContext } from '../context.ts';
import { executeConsistently } from './consistent-execution.ts';

/** Part of an incrementally delivered response: the initial result, or later patches. */
export interface IncrementalResult {
  readonly errors?: readonly GraphQLError[];
  readonly incremental?: readonly { readonly errors?: readonly GraphQLError[] }[];
}

/** Tells whether the response may be incremental: the document has `@defer`, and the client accepts multipart. */
export const isIncremental = ({ document }: ExecutionArgs, { headers }: RequestHead): boolean =>
  analyzeDocument(document).isDeferrable && (headers.get('accept')?.includes('multipart/mixed') ?? false);

export interface IncrementalOptions {
  /** Gives the errors of later parts their codes, because Yoga masks those of the initial part alone. */
  coded(error: unknown): GraphQLError;
  /** Called once no work is in flight any more: after the last part, or after the client disconnects. */
  ended(): void;
}

/** Incremental delivery (`@defer`) by Yoga's executor, because graphql-js 16 and the compiled executor lack it. */
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

/** Cancels the later parts of a result that a re-execution replaces. */
function dropParts(result: unknown): void {
  if (isAsyncIterable(result)) void result[Symbol.asyncIterator]().return?.();
}

/** Iterator by hand, because a generator skips its `finally` if it is closed before it starts. */
function followParts(parts: AsyncIterator<IncrementalResult>, { coded, ended }: IncrementalOptions) {
  let inFlight: Promise<unknown> = Promise.resolve();

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
      inFlight = step.catch(() => {});
      return step;
    },
    async return(): Promise<IteratorResult<IncrementalResult>> {
      await inFlight;
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
