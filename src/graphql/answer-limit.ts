import {
  defaultFieldResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { mapMaybePromise } from '../async/promise-or-value.ts';
import { SwitchboardError } from '../domain/errors.ts';
import { type AnswerSize, countBytes, countLeaf, objectBytes, startSlice } from '../executor/answer-size.ts';
import type { RequestContext } from './context.ts';

export const answerTooLarge = (maxBytes: number): SwitchboardError =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `One answer may have at most ${maxBytes} bytes. Ask for fewer calls or fields, or for a transcript in parts, with \`first\` and \`afterIndex\`.`,
    { retryable: false },
  );

/**
 * Counts the answers of executors other than the compiled one, and completes their long lists in slices, by wrapping each
 * resolver of the schema in place.
 */
export function withCountedAnswers(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve: Resolver = field.resolve ?? defaultFieldResolver;
      field.resolve = countedResolver(resolve, isLeafType(getNamedType(field.type)));
    }
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

function countedResolver(resolve: Resolver, isLeaf: boolean): Resolver {
  return (source, args, context, info) => {
    const { answerSize } = context;
    countBytes(answerSize, objectBytes([String(info.path.key)]));
    return mapMaybePromise(resolve(source, args, context, info), value => {
      if (value === null || value === undefined) return value;
      if (isLeaf) countLeaf(answerSize, value);
      return !isLeaf && Array.isArray(value) ? itemsInSlices(value, answerSize) : value;
    });
  };
}

/** Bytes that complete in one turn: less than in the compiled executor, because the others take several times as long. */
const sliceBytes = 50_000;

/**
 * Items of a list; those beyond a slice are promises, because these executors complete all other items at once. Ends at the
 * bound, because each further item would only add errors to an answer that is refused.
 */
function* itemsInSlices(items: readonly unknown[], size: AnswerSize): Iterable<unknown> {
  size.sliceEnd = Math.min(size.sliceEnd, size.bytes + sliceBytes);
  let turn: Promise<void> | null = null;
  for (const item of items) {
    if (size.excess) return;
    if (turn || size.bytes > size.sliceEnd) turn = (turn ?? Promise.resolve()).then(() => nextSlice(size));
    yield turn ? turn.then(() => item) : item;
  }
}

/** Goes on after a failed turn too, because a rejection would fail all items at once. */
async function nextSlice(size: AnswerSize): Promise<void> {
  if (size.bytes <= size.sliceEnd) return;
  await startSlice(size).catch(() => {});
  size.sliceEnd = size.bytes + sliceBytes;
}

type Failing = Pick<ExecutionResult, 'data' | 'errors'>;

/** Replaces the data of a result beyond the bound by the error that says so. */
export function withoutExcess<T extends Failing>(result: T, { answerSize: { excess } }: RequestContext): T {
  if (!excess) return result;
  const first = result.errors?.find(({ originalError }) => originalError === excess);
  return {
    ...result,
    data: null,
    errors: [first ?? new GraphQLError(excess.message, { originalError: excess })],
  };
}
