import { type Call, timeOf } from '../../domain/call.ts';
import type { PageOutcome, SyncState } from '../store/index-store.ts';
import type { SyncContext, SyncLoop } from './sync-loop.ts';

/** Check whether new credentials give the calls of the same account. */
export interface CredentialsCheck extends SyncLoop {
  /** Members of the state that a reading of the list changes. */
  change(): Partial<SyncState>;
  /** Judges the first page by the calls that it added since a reading; false if the index is built anew. */
  accepts(calls: readonly Call[], outcome: PageOutcome, since: number | null): Promise<boolean>;
}

/** Number of calls that new credentials have to find. */
const sampleSize = 20;

/** Failures of each call that is left, after which those found suffice, because some records always fail. */
const maxFailures = 3;

/** Time in milliseconds before a reading at which a call may begin and yet be missing in it. */
const toleranceMs = 60_000;

/**
 * After a change of credentials, keeps the index if these find all sampled calls, and a first page without unknown calls from
 * before the last reading. Otherwise the index is built anew, because calls of two accounts must never mix.
 */
export function createCredentialsCheck(context: SyncContext): CredentialsCheck {
  const { copy, reader, pending, credentials, notify } = context;
  let sample: readonly string[] | null = null;
  let isSampled = false;
  let found = 0;
  let failures = 0;

  const isNew = (): boolean => {
    const known = copy.state().credentials;
    return known !== null && known !== credentials;
  };

  async function rebuild(): Promise<void> {
    await copy.reset();
    pending.clear();
    notify('REBUILT', 'The credentials do not find the calls of the index, which is built anew.');
  }

  /** Asks for the first call of the sample. One that fails is asked for again after the others. */
  async function ask([key = '', ...others]: readonly string[]): Promise<void> {
    try {
      if (!(await reader.findCall(key))) return await rebuild();
      sample = others;
      found += 1;
    } catch (failure) {
      failures += 1;
      const suffices = found > 0 && failures >= maxFailures * (others.length + 1);
      sample = suffices ? [] : [...others, key];
      throw failure;
    }
  }

  return {
    readyAt: () => (isNew() && !isSampled ? 0 : Number.POSITIVE_INFINITY),
    async step() {
      sample ??= await copy.sampleKeys(sampleSize);
      if (sample.length === 0) isSampled = true;
      else await ask(sample);
    },
    change: () => (isNew() ? {} : { credentials }),
    async accepts(calls, { added }, since) {
      if (!isNew()) return true;
      const isSame = added <= countSince(calls, since);
      await (isSame ? copy.writeState({ credentials }) : rebuild());
      return isSame;
    },
  };
}

/** Number of calls that may have been added since a reading. */
const countSince = (calls: readonly Call[], since: number | null): number =>
  calls.filter(call => timeOf(call) >= ((since ?? 0) - toleranceMs) * 1000).length;
