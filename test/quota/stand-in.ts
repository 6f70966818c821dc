import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { onTestFinished } from 'vitest';
import { openServer } from '../local-server.ts';

/** Turns of the event loop between the start of a request and its arrival: connect, write, accept, read. Each may be late. */
const turnsOnTheWay = 4;

/** A server that answers each request with 404 of Butter, or another status, and knows when each arrived. */
export async function openStandIn(
  answerAfter: (nth: number) => Promise<unknown> | null = () => null,
  statusOf: (nth: number) => number = () => 404,
) {
  const arrivals: number[] = [];
  const delays = monitorEventLoopDelay({ resolution: 5 });
  const server = createServer(async (_, response) => {
    const nth = arrivals.push(performance.now());
    await answerAfter(nth);
    response
      .writeHead(statusOf(nth), { 'content-type': 'application/json' })
      .end('{"detail":"Call not found"}');
  });
  const url = `http://127.0.0.1:${await openServer(server)}`;
  delays.enable();
  onTestFinished(() => void delays.disable());
  return {
    url,
    arrivals,
    /** The least time between a request and the nth after it, and by how much a busy machine may have shortened that. */
    closest(nth: number) {
      const gaps = arrivals.slice(nth).map((at, index) => at - (arrivals[index] ?? 0));
      return { gapMs: Math.min(...gaps), stallMs: turnsOnTheWay * Math.max(0, delays.max / 1e6 - 5) };
    },
  };
}
