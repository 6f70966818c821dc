import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '../../context.ts';

/** Adds to an answer what is to be said of how it came about. */
export const useExplanation = (): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return;
      const context = args.contextValue as object as RequestContext;
      const extensions = context.extensions();
      if (extensions) setResult({ ...result, extensions: { ...result.extensions, ...extensions } });
    },
  }),
});
