import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '../../context.ts';

/** The answer with what is to be said of how it came about. */
export function explained(result: ExecutionResult, context: RequestContext): ExecutionResult {
  const extensions = context.extensions();
  return extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
}

/** Adds to an answer what is to be said of how it came about. */
export const useExplanation = (): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return;
      setResult(explained(result, args.contextValue as object as RequestContext));
    },
  }),
});
