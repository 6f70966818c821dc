import type { Execute } from '../../executor/execute.ts';
import type { RequestContext } from '../context.ts';

/** Enough, because each run finds more of every call, and no call has more than three parts. */
const maxRuns = 3;

/**
 * Optimistic execution: where a call turns out to have changed between its list row and its detail, the answer is made once
 * more, of the newer version alone. That costs no upstream request, because the loaders hold everything by then.
 */
export const withConsistentExecution =
  (execute: Execute): Execute =>
  (args, variables) => {
    const run = () => execute(args, variables);
    const result = run();
    return result instanceof Promise
      ? executeConsistently(args.contextValue as RequestContext, run, result)
      : result;
  };

/** Runs again while calls change between two runs; `drop` ends what an earlier result leaves under way. */
export async function executeConsistently<T>(
  { loaders, restart }: Pick<RequestContext, 'loaders' | 'restart'>,
  run: () => T | Promise<T>,
  first: T | Promise<T> = run(),
  drop: (result: T) => void = () => {},
): Promise<T> {
  let result = await first;
  let moves = 0;
  for (let runs = 1; runs < maxRuns && loaders.conflicts() > moves; runs += 1) {
    moves = loaders.conflicts();
    drop(result);
    restart();
    result = await run();
  }
  return result;
}
