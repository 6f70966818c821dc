import type { Execute } from '../../executor/execute.ts';
import type { RequestContext } from '../context.ts';

/**
 * Maximum number of executions. More are useless, because each loads more of every call, and a call has three parts.
 */
const maxRuns = 3;

/**
 * Optimistic execution: if a call changes between its list row and its detail, the operation executes again, with the
 * newer version alone. That costs no upstream request, because the loaders hold every value by then.
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

/** Executes again while loaders find new conflicts; `drop` disposes of the replaced result. */
export async function executeConsistently<T>(
  { loaders, restart }: Pick<RequestContext, 'loaders' | 'restart'>,
  run: () => T | Promise<T>,
  first: T | Promise<T> = run(),
  drop: (result: T) => void = () => {},
): Promise<T> {
  let result = await first;
  let conflicts = 0;
  for (let runs = 1; runs < maxRuns && loaders.conflicts() > conflicts; runs += 1) {
    conflicts = loaders.conflicts();
    drop(result);
    restart();
    result = await run();
  }
  return result;
}
