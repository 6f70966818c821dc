import type { Recheck } from './index-store.ts';
import { decodeText, encodeText } from './text-codec.ts';

export const encodeRechecks = (rechecks: readonly Recheck[]): Recheck[] =>
  rechecks.map(recheck => ({ ...recheck, target: encodeText(recheck.target) }));

export const decodeRechecks = (rechecks: readonly Recheck[]): Recheck[] =>
  rechecks.map(recheck => ({ ...recheck, target: decodeText(recheck.target) }));
