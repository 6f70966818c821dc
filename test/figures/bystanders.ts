import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const program = new URL('./bystander.ts', import.meta.url).pathname;

/** Asks small queries from another process while `run` runs; returns how long each took, in milliseconds. */
export async function bystanderWaits(url: string, run: () => Promise<unknown>): Promise<number[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'readable');
  const printed = text(child.stdout);
  await run();
  child.stdin.end();
  return JSON.parse((await printed).split('\n')[1] ?? '[]') as number[];
}
