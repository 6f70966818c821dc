import type { IndexStore, PageWrite, Recheck, SyncState } from '../../src/call-index/store/index-store.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import { type Call, nativeKeyOf, timeOf } from '../../src/domain/call.ts';
import { isEqualRow } from '../../src/domain/call-version.ts';
import type { SourceName } from '../../src/domain/source-name.ts';

/** An index store in memory, which a test can look into. */
export interface FakeStore extends IndexStore {
  calls(source?: SourceName): Call[];
  state(source?: SourceName): SyncState;
  rechecks(source?: SourceName): Recheck[];
  /** Erases a call, so that the store ignores it from now on. */
  erase(key: string): void;
}

interface Row {
  readonly call: Call;
  readonly walk: number | null;
  readonly changedAt: number;
}

interface Account {
  rows: Map<string, Row>;
  rechecks: Map<string, Recheck>;
  state: SyncState;
}

const newAccount = (): Account => ({ rows: new Map(), rechecks: new Map(), state: newSyncState });

export function createFakeStore(): FakeStore {
  const accounts = new Map<SourceName, Account>();
  const erased = new Set<string>();

  function accountOf(source: SourceName): Account {
    const account = accounts.get(source) ?? newAccount();
    accounts.set(source, account);
    return account;
  }

  function snapshot({ rows, state }: Account) {
    return { state, callCount: rows.size };
  }

  function keep(account: Account, call: Call, { walk, readAt, isPartial }: PageWrite) {
    const key = nativeKeyOf(call);
    const known = account.rows.get(key);
    const written = known && isPartial ? { ...known.call, ...withoutNulls(call) } : call;
    const isChanged = known !== undefined && !isEqualRow(known.call, written);
    const changedAt = known && !isChanged ? known.changedAt : readAt;
    account.rows.set(key, { call: written, walk: walk ?? known?.walk ?? null, changedAt });
    return { key, isAdded: !known, isChanged, changedAt };
  }

  const sortedKeys = ({ rows }: Account): string[] => [...rows.keys()].sort((a, b) => (a < b ? -1 : 1));

  return {
    calls: (source = 'BUTTER') => [...accountOf(source).rows.values()].map(({ call }) => call),
    state: (source = 'BUTTER') => accountOf(source).state,
    rechecks: (source = 'BUTTER') => [...accountOf(source).rechecks.values()],
    erase(key) {
      erased.add(key);
      for (const { rows } of accounts.values()) rows.delete(key);
    },
    openAccount: async source => snapshot(accountOf(source)),
    async writePage(source, write) {
      const account = accountOf(source);
      const kept = write.calls
        .filter(call => !erased.has(nativeKeyOf(call)))
        .map(call => keep(account, call, write));
      for (const target of write.doneRechecks) account.rechecks.delete(target);
      for (const recheck of write.rechecks) account.rechecks.set(recheck.target, recheck);
      account.state = write.state;
      return {
        added: kept.filter(({ isAdded }) => isAdded).length,
        changed: kept.filter(({ isChanged }) => isChanged).length,
        callCount: account.rows.size,
        changedKeys: kept.filter(row => row.isAdded || row.isChanged).map(({ key }) => key),
        lastChangedAt: kept.length === 0 ? null : Math.max(...kept.map(({ changedAt }) => changedAt)),
      };
    },
    async writeState(source, state) {
      accountOf(source).state = state;
    },
    async unseenKeys(source, walk, after, limit) {
      const account = accountOf(source);
      const unseen = sortedKeys(account).filter(key => account.rows.get(key)?.walk !== walk);
      return {
        total: unseen.length,
        keys: unseen.filter(key => after === null || key > after).slice(0, limit),
      };
    },
    async removeCalls(source, keys, state) {
      const account = accountOf(source);
      for (const key of keys) {
        account.rows.delete(key);
        account.rechecks.delete(key);
      }
      account.state = state;
      return account.rows.size;
    },
    async removeOlder(source, before, limit) {
      const { rows, rechecks } = accountOf(source);
      const older = [...rows].filter(([, { call }]) => timeOf(call) < before).slice(0, limit);
      for (const [key] of older) {
        rows.delete(key);
        rechecks.delete(key);
      }
      return { removed: older.length, callCount: rows.size };
    },
    async addRechecks(source, rechecks) {
      for (const recheck of rechecks) accountOf(source).rechecks.set(recheck.target, recheck);
    },
    async dueRechecks(source, now, limit) {
      const due = [...accountOf(source).rechecks.values()].filter(({ dueAt }) => dueAt <= now);
      return due.sort((a, b) => a.dueAt - b.dueAt).slice(0, limit);
    },
    async sampleKeys(source, count) {
      const keys = sortedKeys(accountOf(source));
      const stride = Math.max(1, Math.floor(keys.length / count));
      return keys.filter((_, index) => index % stride === 0).slice(0, count);
    },
    async resetAccount(source) {
      const account = newAccount();
      accounts.set(source, account);
      return snapshot(account);
    },
    async close() {},
  };
}

const withoutNulls = (call: Call): Partial<Call> =>
  Object.fromEntries(Object.entries(call).filter(([, value]) => value !== null));
