import { execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Runs graphql-js' own execute, because Yoga's fails a query that has `then` as an alias. */
export const useGraphqlExecution = (): Plugin => ({
  onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
});
