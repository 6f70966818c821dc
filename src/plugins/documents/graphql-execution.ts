import type { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Execute } from '../../execution/execute.ts';
import { deferLabelRule } from './defer-directive.ts';
import { comesInParts, executeInParts } from './deferred-execution.ts';
import { coercedVariables } from './variables.ts';

export interface GraphqlExecutionOptions {
  readonly execute: Execute;
  /** Codes an error that did not pass Yoga's own masking. */
  readonly coded: (error: unknown) => GraphQLError;
  /** Told when a request has been executed to its last part, whatever came of it. */
  readonly executed: (request: Request) => void;
}

/**
 * Runs our own execute but for what is to come in parts, because Yoga's looks up each field of each answer anew, and fails
 * an alias `then`.
 */
export const useGraphqlExecution = ({ execute, coded, executed }: GraphqlExecutionOptions): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(deferLabelRule),
  onExecute({ args, setExecuteFn }) {
    const { request } = args.contextValue;
    const ended = () => executed(request);
    setExecuteFn(() =>
      comesInParts(args, request)
        ? executeInParts(args, { coded, ended })
        : execute(args, coercedVariables(args)),
    );
    return { onExecuteDone: ({ result }) => (isAsyncIterable(result) ? undefined : ended()) };
  },
});
