import { isInterim, type TranscriptEntry } from './transcript.ts';

/** The entries that speech recognition is done with. */
export const withoutInterim = (entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] =>
  entries.some(isInterim) ? entries.filter(entry => !isInterim(entry)) : entries;

/** Drops each interim entry that a final one replaces: by its id, or by a span of the same speaker that covers it. */
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

/** A sweep by start that keeps how far each speaker's final entries reach, because comparing all pairs is quadratic. */
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

/** Other speakers are told apart by the source's own word. */
const partyOf = ({ speaker, rawSpeaker }: TranscriptEntry): string | null =>
  speaker === 'OTHER' ? rawSpeaker : speaker;
