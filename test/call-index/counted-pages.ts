import type { IndexStore, SyncState } from '../../src/call-index/store/index-store.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import { type Call, nativeKeyOf } from '../../src/domain/call.ts';
import { callOf } from '../domain/call-of.ts';
import { pageOf } from './open-store.ts';

/**
 * Writes whose number is in the state, so that the state tells which calls belong with it. An even write is a page of twenty
 * calls, ten of which were on the page before; an odd one removes a call that no later page has.
 */
export async function writeNumber(store: IndexStore, number: number): Promise<void> {
  const state: SyncState = { ...newSyncState, asOf: number };
  if (number % 2 === 1) await store.removeCalls('BURKI', [String(removedBy(number))], state);
  else await store.writePage('BURKI', pageOf(callsOnPage(number), { state, walk: number }));
}

const keysOnPage = (number: number): number[] => Array.from({ length: 20 }, (_, at) => number * 5 + at + 1);

const removedBy = (number: number): number => (number - 1) * 5 + 1;

const callsOnPage = (number: number): Call[] =>
  keysOnPage(number).map(key =>
    callOf({ databaseId: String(key), sid: `CA${key}`, duration: number, metadata: { page: number } }),
  );

/** The calls after some writes, by their keys. */
export function callsAfter(lastNumber: number): Map<string, Call> {
  const calls = new Map<string, Call>();
  for (let number = 0; number <= lastNumber; number += 1)
    if (number % 2 === 1) calls.delete(String(removedBy(number)));
    else for (const call of callsOnPage(number)) calls.set(nativeKeyOf(call), call);
  return calls;
}
