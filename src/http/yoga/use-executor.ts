import type { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Execute } from '../../executor/execute.ts';
import { deferLabelRule } from '../../graphql/documents/defer-directive.ts';
import { comesInParts, executeInParts } from '../../graphql/documents/incremental-delivery.ts';
import { coercedVariables } from '../../graphql/documents/variable-values.ts';
import type { CheckUpstreamCost } from '../../graphql/query-cost/query-cost.ts';
import { endExecution } from '../../observability/request-state.ts';
import { stateIn } from '../handover.ts';

export interface GraphqlExecutionOptions {
  readonly execute: Execute;
  readonly check: CheckUpstreamCost;
  /** Codes an error that did not pass Yoga's own masking. */
  readonly coded: (error: unknown) => GraphQLError;
}

/**
 * Coerces variables, checks the query cost and runs the compiled executor. Incremental delivery is left to Yoga's executor,
 * which is slower and fails an alias `then`.
 */
export const useGraphqlExecution = ({ execute, check, coded }: GraphqlExecutionOptions): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(deferLabelRule),
  onExecute({ args, setExecuteFn }) {
    const { request } = args.contextValue;
    const variables = coercedVariables(args);
    check(args, variables);
    const ended = () => endExecution(stateIn(args.contextValue));
    setExecuteFn(() =>
      comesInParts(args, request) ? executeInParts(args, { coded, ended }) : execute(args, variables),
    );
    return { onExecuteDone: ({ result }) => (isAsyncIterable(result) ? undefined : ended()) };
  },
});
