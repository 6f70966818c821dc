import type { Plugin } from 'graphql-yoga';
import { withTraceExtensions } from '../../observability/request-trace.ts';
import { stateIn } from '../handover.ts';

/** Adds the extensions of each request to its response. */
export const useExplanation = (): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return;
      setResult(withTraceExtensions(result, stateIn(args.contextValue)));
    },
  }),
});
