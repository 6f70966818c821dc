import { isInterim, type TranscriptEntry } from './transcript.ts';

export const withoutInterim = (entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] =>
  entries.some(isInterim) ? entries.filter(entry => !isInterim(entry)) : entries;

/** Drops each interim entry that a final one replaces: one with its id, or one of its speaker that covers its span. */
export function withoutReplaced(entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] {
  if (!entries.some(isInterim)) return entries;
  const finalIds = new Set(withoutInterim(entries).map(({ databaseId }) => databaseId));
  const covered = coveredAmong(entries);
  const isReplaced = (entry: TranscriptEntry): boolean =>
    isInterim(entry) && (covered.has(entry) || (entry.databaseId !== null && finalIds.has(entry.databaseId)));
  return entries.filter(entry => !isReplaced(entry));
}

type Timed = TranscriptEntry & { readonly startOffset: number; readonly endOffset: number };

const isTimed = (entry: TranscriptEntry): entry is Timed =>
  entry.startOffset !== null && entry.endOffset !== null;

/**
 * Finds covered interim entries by a sweep over start times, because comparing all pairs is quadratic. The sweep keeps
 * the latest final end of each speaker.
 */
function coveredAmong(entries: readonly TranscriptEntry[]): ReadonlySet<TranscriptEntry> {
  const reached = new Map<string | null, number>();
  const covered = new Set<TranscriptEntry>();
  for (const entry of entries.filter(isTimed).toSorted(byStartFinalFirst)) {
    const party = partyOf(entry);
    const reach = reached.get(party) ?? Number.NEGATIVE_INFINITY;
    if (!isInterim(entry)) reached.set(party, Math.max(reach, entry.endOffset));
    else if (entry.endOffset <= reach) covered.add(entry);
  }
  return covered;
}

const byStartFinalFirst = (a: Timed, b: Timed): number =>
  a.startOffset - b.startOffset || Number(isInterim(a)) - Number(isInterim(b));

const partyOf = ({ speaker, rawSpeaker }: TranscriptEntry): string | null =>
  speaker === 'OTHER' ? rawSpeaker : speaker;
