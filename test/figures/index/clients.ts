import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Load } from '../../bench/load.ts';

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
