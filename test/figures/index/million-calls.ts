import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSyncState, type SyncState } from '../../../src/call-index/store/index-store.ts';
import type { Call } from '../../../src/domain/call.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import { createStore, libsqlIn, pageOf, type StoreParts } from '../../call-index/open-store.ts';
import { sandboxRows } from '../../call-index/sandbox-rows.ts';
import { cpuMs } from './cpu.ts';

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
  for (const page of pagesOf(calls, pageSize)) {
    const before = cpuMs();
    await store.writePage(source, pageOf(page, { walk: 1 }));
    times.push(cpuMs() - before);
  }
  await store.writeState(source, stateAfterWalk(Date.now()));
  return times;
}

function* pagesOf(calls: readonly Call[], pageSize: number): Generator<Call[]> {
  for (let start = 0; start < callCount / 2; start += pageSize)
    yield Array.from({ length: pageSize }, (_, at) => {
      const number = start + at;
      return repeated(calls[number % calls.length] as Call, Math.floor(number / calls.length), number);
    });
}

/** A call of the sandbox again, on an earlier day and with a key of its own. */
function repeated(call: Call, days: number, number: number): Call {
  if (days === 0) return call;
  return {
    ...call,
    startedAt: before(call.startedAt, days),
    createdAt: before(call.createdAt, days),
    endedAt: before(call.endedAt, days),
    updatedAt: before(call.updatedAt, days),
    sid: `${call.sid.slice(0, -7)}${String(number).padStart(7, '0')}`,
    databaseId: call.databaseId && String(100_000_000 - number),
  };
}

const before = (at: Instant | null, days: number): Instant | null =>
  at && `${new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10)}${at.slice(10)}`;

/** State by which a gateway takes the index for current, and walks no sooner than in a day. */
const stateAfterWalk = (now: number): SyncState => ({
  ...newSyncState,
  asOf: now,
  proof: { number: 1, startedAt: now, finishedAt: now, oldest: null, damaged: 0 },
});
