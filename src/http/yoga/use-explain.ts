import type { Plugin } from 'graphql-yoga';
import { withTraceExtensions } from '../../observability/request-trace.ts';
import { requestStateFrom } from '../handover.ts';

export const useExplain = (): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return;
      setResult(withTraceExtensions(result, requestStateFrom(args.contextValue)));
    },
  }),
});
