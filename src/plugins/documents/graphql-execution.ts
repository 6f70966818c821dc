import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { createExecute } from '../../execution/execute.ts';
import { coercedVariables } from './variables.ts';

export interface GraphqlExecutionOptions {
  readonly schema: GraphQLSchema;
  /** Told when a request has been executed, whatever came of it. */
  readonly executed: (request: Request) => void;
}

/** Runs our own execute, because Yoga's looks up each field of each answer anew, and fails an alias `then`. */
export function useGraphqlExecution({ schema, executed }: GraphqlExecutionOptions): Plugin {
  const execute = createExecute(schema);
  return {
    onExecute({ args, setExecuteFn }) {
      setExecuteFn(() => execute(args, coercedVariables(args)));
      return { onExecuteDone: () => executed(args.contextValue.request) };
    },
  };
}
