import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Load } from '../../bench/load.ts';
import { atMost, type Figure, printHead, printRow } from './figure.ts';

export interface ClientTask {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Bodies of the requests, in turn. */
  readonly bodies: readonly string[];
}

const program = new URL('./client.ts', import.meta.url).pathname;

/** Sends requests at a rate from another process. */
export async function runClient(task: ClientTask): Promise<Load> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(task));
  return JSON.parse(await text(child.stdout)) as Load;
}

/** Latencies of the clients and delay of the event loop of a gateway, in milliseconds. */
export interface MeasuredLoad extends Load {
  readonly eventLoopP99: number;
}

export function printLoads(title: string, loads: Readonly<Record<string, MeasuredLoad>>): void {
  printHead(title, 'p50 ms', 'p99 ms', 'Event loop p99 ms');
  for (const [name, { p50, p99, eventLoopP99 }] of Object.entries(loads))
    printRow(name, p50.toFixed(1), p99.toFixed(1), eventLoopP99.toFixed(1));
}

/** Figures of the time that some work adds to the waits of clients and of the event loop. */
export const addedWaits = (
  work: string,
  { with: loaded, without }: Readonly<Record<'with' | 'without', MeasuredLoad>>,
  maxP99: number,
): readonly Figure[] => [
  atMost(`p99 of clients ${work}, beyond that without`, loaded.p99 - without.p99, maxP99, 'ms'),
  atMost(
    `p99 of the event loop ${work}, beyond that without`,
    loaded.eventLoopP99 - without.eventLoopP99,
    20,
    'ms',
  ),
];
