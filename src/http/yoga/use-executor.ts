import type { GraphQLError, GraphQLSchema } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Execute } from '../../executor/execute.ts';
import { deferLabelRule } from '../../graphql/documents/defer-directive.ts';
import { executeIncrementally, isIncremental } from '../../graphql/documents/incremental-delivery.ts';
import { variableValuesOf } from '../../graphql/documents/variable-values.ts';
import type { CheckQueryCost } from '../../graphql/query-cost/query-cost.ts';
import { endExecution } from '../../observability/request-state.ts';
import { requestStateFrom } from '../handover.ts';

export interface ExecutorOptions {
  readonly execute: Execute;
  readonly check: CheckQueryCost;
  /** Returns a second schema for incremental delivery, whose resolvers count the answer. */
  readonly incrementalSchema: () => GraphQLSchema;
  /** Masks the errors of incremental parts, which bypass the masking of Yoga. */
  readonly mask: (error: unknown) => GraphQLError;
}

/**
 * Coerces variables, checks the query cost and runs the compiled executor. Incremental delivery uses the executor of
 * Yoga, which is slower, and fails if a field has the alias `then`.
 */
export const useExecutor = ({ execute, check, mask, incrementalSchema }: ExecutorOptions): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(deferLabelRule),
  onExecute({ args, setExecuteFn }) {
    const { request } = args.contextValue;
    const variables = variableValuesOf(args);
    check(args, variables);
    const ended = () => endExecution(requestStateFrom(args.contextValue));
    setExecuteFn(() =>
      isIncremental(args, request)
        ? executeIncrementally({ ...args, schema: incrementalSchema() }, { coded: mask, ended })
        : execute(args, variables),
    );
    return { onExecuteDone: ({ result }) => (isAsyncIterable(result) ? undefined : ended()) };
  },
});
