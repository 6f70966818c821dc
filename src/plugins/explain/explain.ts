import type { Plugin } from 'graphql-yoga';
import { stateIn } from '../http/begun.ts';
import { withTraceExtensions } from './trails.ts';

/** Adds the extensions of each request to its response. */
export const useExplanation = (): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return;
      setResult(withTraceExtensions(result, stateIn(args.contextValue)));
    },
  }),
});
