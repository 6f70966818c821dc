import { readFileSync } from 'node:fs';

/** MB of a process: resident now (VmRSS), or at most since its start (VmHWM). */
export const memoryOf = (pid: number, field: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
