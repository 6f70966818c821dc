import { platform, setPriority } from 'node:os';

/** Niceness of the worker: beside a busy main thread it gets a tenth of a CPU at least. */
const niceness = 10;

/**
 * Lowers the priority of this thread, so that a CPU that it shares with the main thread goes to clients first. Only Linux has a
 * priority of each thread; elsewhere this would be that of the whole process.
 */
export function lowerThreadPriority(system = platform(), set = setPriority): void {
  if (system !== 'linux') return;
  try {
    set(niceness);
  } catch {
    // A system that forbids it gives both threads the same priority.
  }
}
