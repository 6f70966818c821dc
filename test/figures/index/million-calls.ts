import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../../src/domain/call.ts';
import { createStore, libsqlIn, pageOf, type StoreParts } from '../../call-index/open-store.ts';
import { sandboxRows } from '../../call-index/sandbox-rows.ts';
import { cpuMs } from './cpu.ts';
import { repeatedPages, stateAfterWalk } from './repeated-calls.ts';

/** Index of a million calls, half of them of each sandbox, in a file. */
export interface MillionCalls {
  readonly folder: string;
  /** Milliseconds of CPU for each page that was written. */
  readonly butterPages: readonly number[];
  readonly burkiPages: readonly number[];
}

export const callCount = 1_000_000;

/** Name of both accounts of the file. */
export const accountName = 'figures';

/** Number of different calls of each source, which are repeated on earlier days. */
const sampleSize = 5_000;

let created: Promise<MillionCalls> | null = null;

/** Creates the file on the first call. */
export function millionCalls(): Promise<MillionCalls> {
  created ??= create();
  return created;
}

async function create(): Promise<MillionCalls> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { butter, burki } = await sandboxRows(sampleSize);
  const parts = createStore(libsqlIn(folder));
  const butterPages = await fill(parts, butter, 100);
  const burkiPages = await fill(parts, burki, 1_000);
  await parts.store.close();
  return { folder, butterPages, burkiPages };
}

async function fill({ store }: StoreParts, calls: readonly Call[], pageSize: number): Promise<number[]> {
  const source = calls[0]?.source ?? 'BURKI';
  const times: number[] = [];
  await store.openAccount(source, accountName);
  for (const page of repeatedPages(calls, { from: 0, to: callCount / 2, pageSize })) {
    const before = cpuMs();
    await store.writePage(source, pageOf(page, { walk: 1 }));
    times.push(cpuMs() - before);
  }
  await store.writeState(source, stateAfterWalk(Date.now()));
  return times;
}
