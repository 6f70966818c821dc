import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestState } from '../../operating/request-state.ts';
import { stateIn } from '../http/begun.ts';
import { traceExtensions } from './trails.ts';

/** Adds the extensions of a request to its result. */
export function explained(result: ExecutionResult, state: RequestState): ExecutionResult {
  const extensions = traceExtensions(state);
  return extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
}

/** Adds the extensions of each request to its response. */
export const useExplanation = (): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return;
      setResult(explained(result, stateIn(args.contextValue)));
    },
  }),
});
