import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from '../gateway-process.ts';
import { atMost, type MeasurePart, printHead, printRow } from './figure.ts';
import { accountName, callCount, millionCalls } from './million-calls.ts';

// Writes, space, start and memory of the store with a million calls.

const program = new URL('./load-columns.ts', import.meta.url).pathname;

export const measureStore: MeasurePart = async () => {
  const { folder, butterPages, burkiPages } = await millionCalls();
  printHead('Write of a page, CPU', 'Median ms', 'p99 ms');
  printRow('100 calls of Butter', ...[0.5, 0.99].map(share => quantile(butterPages, share).toFixed(1)));
  printRow('1,000 calls of Burki', ...[0.5, 0.99].map(share => quantile(burkiPages, share).toFixed(1)));
  const { size } = statSync(join(folder, 'index.db'));
  const args = ['--import', 'tsx', program, folder, accountName];
  const { cpuSeconds, megabytes } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  console.log(`\nA start with a million calls takes ${cpuSeconds.toFixed(1)} s of CPU.`);
  return [
    atMost('Disk for 1,000 calls', size / 1e6 / (callCount / 1_000), 0.7, 'MB'),
    atMost('Memory of the worker with 1,000,000 calls', megabytes, 100, 'MB'),
  ];
};
