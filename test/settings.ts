import { type Config, readConfig } from '../src/config/index.ts';
import { createLogger } from '../src/observability/logger.ts';
import type { ProcessTable } from '../src/server/index-folder.ts';
import { type Running, start } from '../src/server/start.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration that an environment without problems means. */
export function configOf(environment: Environment): Config {
  const result = readConfig(environment);
  if ('config' in result) return result.config;
  throw new Error(result.problems.join('\n'));
}

export function problemsOf(environment: Environment): readonly string[] {
  const result = readConfig(environment);
  return 'problems' in result ? result.problems : [];
}

/**
 * Milliseconds from the signal to stop to the end of the process at the latest: after the drain it closes its connections within
 * four seconds, exports the last spans within two, and prints the last lines within half a second.
 */
export const longestStopMs = ({ observability: { drainDelayMs, drainTimeoutMs } }: Config): number =>
  drainDelayMs + drainTimeoutMs + 4_000 + 2_000 + 500;

/** Removes no folder of another process. */
export const processes: ProcessTable = { pid: process.pid, isRunning: () => true };

/** Starts a gateway that writes neither log lines nor messages, without an index unless one is given. */
export const startQuietly = (config: Config, index: Config['index'] = null): Promise<Running> =>
  start({ ...config, index }, { logger: createLogger('silent'), print: () => {}, processes });
