import { execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export interface GraphqlExecutionOptions {
  /** Told when a request has been executed, whatever came of it. */
  readonly executed: (request: Request) => void;
}

/** Runs graphql-js' own execute, because Yoga's fails a query that has `then` as an alias. */
export const useGraphqlExecution = ({ executed }: GraphqlExecutionOptions): Plugin => ({
  onExecute({ args, setExecuteFn }) {
    setExecuteFn(execute);
    return { onExecuteDone: () => executed(args.contextValue.request) };
  },
});
