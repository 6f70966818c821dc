import type { OpenRowDatabase } from '../../../src/call-index/store/accounts.ts';
import type { Call } from '../../../src/domain/call.ts';
import { createStore, pageOf } from '../../call-index/open-store.ts';
import { repeatedPages, stateAfterWalk } from '../index/repeated-calls.ts';

/** Name of the accounts of an index that is filled. */
export const accountName = 'figures';

/** Calls of each sandbox, which are repeated. */
export type Samples = readonly (readonly Call[])[];

/** Adds calls to an index, half of them of each source, so that it holds `to` of them. */
export async function fillIndex(
  openDatabase: OpenRowDatabase,
  samples: Samples,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const { store } = createStore(openDatabase);
  for (const calls of samples) {
    const source = calls[0]?.source ?? 'BURKI';
    await store.openAccount(source, accountName);
    for (const page of repeatedPages(calls, { from: from / 2, to: to / 2, pageSize: 1_000 }))
      await store.writePage(source, pageOf(page, { walk: 1 }));
    await store.writeState(source, stateAfterWalk(Date.now()));
  }
  await store.close();
}
