import type { ErasedKeys } from './erased-keys.ts';
import type { Recheck } from './index-store.ts';
import { decodeText, encodeText } from './text-codec.ts';

export const encodeRechecks = (rechecks: readonly Recheck[]): Recheck[] =>
  rechecks.map(recheck => ({ ...recheck, target: encodeText(recheck.target) }));

export const decodeRechecks = (rechecks: readonly Recheck[]): Recheck[] =>
  rechecks.map(recheck => ({ ...recheck, target: decodeText(recheck.target) }));

/** Rechecks without those of erased calls, whose keys must not be stored. */
export const unerased = (rechecks: readonly Recheck[], erased: ErasedKeys): Recheck[] =>
  rechecks.filter(({ kind, target }) => kind === 'PAGE' || !erased.has(target));
