import type { Server } from 'node:http';
import { stackOf } from '../errors/internal-error.ts';

const intervalMs = 60_000;

/**
 * Reports each `error` event of a listening server, which without a listener would end the process, at most once a
 * minute for each code. An accept that fails for want of file descriptors (EMFILE) repeats with each connection.
 */
export function reportServerErrors(server: Server, report: (stack: string) => void): void {
  const reportedAt = new Map<string, number>();
  server.on('error', (error: NodeJS.ErrnoException) => {
    const { code = 'unknown' } = error;
    const now = performance.now();
    if (now - (reportedAt.get(code) ?? Number.NEGATIVE_INFINITY) < intervalMs) return;
    reportedAt.set(code, now);
    report(`${code} ${stackOf(error)}`);
  });
}
