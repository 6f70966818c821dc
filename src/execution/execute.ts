import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { createErrors } from './path.ts';
import { createPlanner, type OperationPlan } from './planner.ts';
import { isPromise, runSelection } from './run.ts';

type Result = ExecutionResult | Promise<ExecutionResult>;

/** Executes valid documents; `variables` are those that the operation takes, coerced. */
export type Execute = (args: ExecutionArgs, variables: Readonly<Record<string, unknown>>) => Result;

/**
 * Executes as graphql-js does, but looks up what is asked only the first time that it is asked. What has no plan
 * graphql-js executes itself. Ours, because graphql-jit loses the places of errors, and writes code out of what clients
 * send.
 */
export function createExecute(schema: GraphQLSchema): Execute {
  const planFor = createPlanner(schema);
  return (args, variables) => {
    const operation = getOperationAST(args.document, args.operationName);
    const plan = operation && planFor(args.document, operation, variables);
    return plan ? runPlan(plan, operation, args, variables) : execute(args);
  };
}

function runPlan(
  { selection, fragments }: OperationPlan,
  operation: OperationDefinitionNode,
  { schema, rootValue, contextValue: context }: ExecutionArgs,
  variableValues: Readonly<Record<string, unknown>>,
): Result {
  const errors = createErrors();
  const run = { context, errors, operation: { schema, fragments, rootValue, operation, variableValues } };
  const failed = (error: unknown): ExecutionResult => {
    // What comes up to here was thrown by a field that may not be null, which has given it its place.
    if (error instanceof GraphQLError) errors.add(error, undefined);
    return { errors: errors.all, data: null };
  };
  try {
    const data = runSelection(selection, run, rootValue, undefined);
    return isPromise(data) ? data.then(resultOf, failed) : resultOf(data);
  } catch (error) {
    return failed(error);
  }

  function resultOf(data: unknown): ExecutionResult {
    const answer = data as Record<string, unknown>;
    return errors.all.length > 0 ? { errors: errors.all, data: answer } : { data: answer };
  }
}
