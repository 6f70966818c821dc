import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import { type AnswerSize, createAnswerSize } from './answer-size.ts';
import { type ExecutionState, executeFields, isPromise } from './execute-fields.ts';
import { createPlanner, type OperationPlan } from './operation-plan.ts';
import { createErrors, type Errors } from './path.ts';

type Result = ExecutionResult | Promise<ExecutionResult>;

type Counts = Pick<ExecutionState, 'errors' | 'size'>;

/** Executes a valid document; `variables` are the coerced ones of the operation. */
export type Execute = (args: ExecutionArgs, variables: Readonly<Record<string, unknown>>) => Result;

export interface ExecuteOptions {
  readonly passInfo?: boolean;
  /** The counter in the context of a request, which may have a bound. */
  readonly answerSizeOf?: (context: unknown) => AnswerSize;
}

/**
 * Compiled executor: it executes as graphql-js does, but plans an operation once and runs the plan for each request. An
 * operation without a plan falls back to graphql-js. `passInfo: false` requires a schema whose resolvers take no
 * `info`. See docs/decisions/0001-compiled-executor.md.
 */
export function createExecute(
  schema: GraphQLSchema,
  { passInfo = true, answerSizeOf = () => createAnswerSize() }: ExecuteOptions = {},
): Execute {
  const planFor = createPlanner(schema, passInfo);
  return (args, variables) => {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return execute(args);
    const counts = { errors: createErrors(), size: answerSizeOf(args.contextValue) };
    try {
      const plan = planFor(args.document, operation, variables);
      return plan ? runPlan(plan, operation, args, variables, counts) : execute(args);
    } catch (error) {
      return failed(counts, error);
    }
  };
}

function runPlan(
  { selection, fragments }: OperationPlan,
  operation: OperationDefinitionNode,
  { schema, rootValue, contextValue: context }: ExecutionArgs,
  variableValues: Readonly<Record<string, unknown>>,
  counts: Counts,
): Result {
  const { errors, size } = counts;
  const state = {
    context,
    errors,
    size,
    operation: { schema, fragments, rootValue, operation, variableValues },
  };
  const data = executeFields(selection, state, rootValue, undefined);
  if (!isPromise(data)) return resultOf(data, errors);
  return data.then(
    settled => resultOf(settled, errors),
    error => failed(counts, error),
  );
}

function resultOf(data: unknown, { all }: Errors): ExecutionResult {
  const object = data as Record<string, unknown>;
  return all.length > 0 ? { errors: all, data: object } : { data: object };
}

/**
 * The result of an operation that failed as a whole; an error of a non-null field keeps its location. An answer beyond the bound
 * has one error, because those before it may be many.
 */
function failed({ errors, size }: Counts, cause: unknown): ExecutionResult {
  const error = cause instanceof GraphQLError ? cause : locatedError(cause, undefined, undefined);
  if (size.excess) return { errors: [error], data: null };
  errors.add(error, undefined);
  return { errors: errors.all, data: null };
}
