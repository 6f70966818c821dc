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
import { countBytes, countLeaf, objectBytes } from '../executor/answer-size.ts';
import type { RequestContext } from './context.ts';
import { itemsInSlices } from './list-slices.ts';

export const answerTooLarge = (maxBytes: number): SwitchboardError =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `One answer may have at most ${maxBytes} bytes. Ask for fewer calls or fields, or for a transcript in parts, with \`first\` and \`afterIndex\`.`,
    { retryable: false },
  );

/** Counts the answers of another executor than the compiled one, by wrapping each resolver of the schema in place. */
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
