import { normalizedExecutor } from '@graphql-tools/executor';
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestHead } from '../../async/client-disconnect.ts';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import { withoutExcess } from '../answer-limit.ts';
import type { RequestContext } from '../context.ts';
import { executeConsistently } from './consistent-execution.ts';

/** Part of an incrementally delivered response: the initial result, or later patches. */
export interface IncrementalResult extends PartialResult {
  readonly incremental?: readonly PartialResult[];
}

type PartialResult = Pick<ExecutionResult, 'data' | 'errors'>;

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
  const context = args.contextValue as RequestContext;
  const run = () => normalizedExecutor(args);
  const result = await executeConsistently(context, run, run(), dropParts);
  if (Symbol.asyncIterator in result) return followParts(result[Symbol.asyncIterator](), context, options);
  options.ended();
  return withoutExcess(result, context);
}

/** Cancels the later parts of a result that a re-execution replaces. */
function dropParts(result: unknown): void {
  if (isAsyncIterable(result)) void result[Symbol.asyncIterator]().return?.();
}

/** Iterator by hand, because a generator skips its `finally` if it is closed before it starts. */
function followParts(
  parts: AsyncIterator<IncrementalResult>,
  context: RequestContext,
  { coded, ended }: IncrementalOptions,
) {
  let inFlight: Promise<unknown> = Promise.resolve();

  async function next(): Promise<IteratorResult<IncrementalResult>> {
    const part = await parts.next();
    if (part.done) ended();
    return part.done ? part : { done: false, value: checkedPart(part.value, context, coded) };
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

/** Replaces the data of parts beyond the bound of the answer, and gives the errors of later parts their codes. */
function checkedPart(
  part: IncrementalResult,
  context: RequestContext,
  coded: IncrementalOptions['coded'],
): IncrementalResult {
  if (!part.incremental) return withoutExcess(part, context);
  const incremental = part.incremental.map(patch => {
    const { errors, ...rest } = withoutExcess(patch, context);
    return errors ? { ...rest, errors: errors.map(coded) } : rest;
  });
  return { ...part, incremental };
}
