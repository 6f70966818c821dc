import type { Steps } from '../async/steps.ts';
import type { TranscriptEntry, TurnEvent } from './transcript.ts';

/**
 * Finds the entry of each event of a turn among those of the turn, whose indexes are given: the one with the same words. Where
 * words repeat, each entry is of one event: of that at the same offset, else of the nearest. Returns indexes of entries. It takes
 * linear time, but sorts what is out of order. Each step takes a few milliseconds at most.
 */
export function* entriesOfEvents(
  events: readonly TurnEvent[],
  indexes: readonly number[],
  entries: readonly TranscriptEntry[],
): Steps<readonly (number | null)[]> {
  const entryOf: (number | null)[] = events.map(() => null);
  const match: Match = (event, entry) => {
    entryOf[event.index] = entry.index;
  };
  const spoken: Utterance[] = [];
  for (const [index, { text, offset }] of events.entries())
    if (text !== null) spoken.push({ index, text, offset });
  yield;
  const said: Utterance[] = [];
  for (const index of indexes) {
    const { text = null, startOffset = null } = entries[index] ?? {};
    if (text !== null) said.push({ index, text, offset: startOffset });
  }
  yield;
  const aligned = matchWhileAligned(spoken, said, match);
  const spokenByText = yield* groupByText(yield* inOrderOfTime(spoken.slice(aligned)));
  const saidByText = yield* groupByText(yield* inOrderOfTime(said.slice(aligned)));
  let matched = 0;
  for (const [text, group] of spokenByText) {
    matchGroup(group, saidByText.get(text) ?? [], match);
    matched += group.length;
    if (matched < sliceUtterances) continue;
    matched = 0;
    yield;
  }
  return entryOf;
}

/** Utterances that are sorted, grouped or matched in one slice. */
const sliceUtterances = 5_000;

/** Words of an event or of an entry. */
interface Utterance {
  readonly index: number;
  readonly text: string;
  readonly offset: number | null;
}

type Utterances = readonly Utterance[];

type Match = (one: Utterance, other: Utterance) => void;

/** Matches while both lists hold the same, as they mostly do to their end; returns how many it matched of each. */
function matchWhileAligned(events: Utterances, entries: Utterances, match: Match): number {
  let at = 0;
  for (const event of events) {
    const entry = entries[at];
    if (!entry || !isTimed(event) || entry.offset !== event.offset || entry.text !== event.text) break;
    match(event, entry);
    at += 1;
  }
  return at;
}

/** Sorts slices first, because a sort of sorted runs only merges them. */
function* inOrderOfTime(utterances: Utterances): Steps<Utterances> {
  const runs: Utterance[] = [];
  for (let from = 0; from < utterances.length; from += sliceUtterances) {
    for (const utterance of utterances.slice(from, from + sliceUtterances).sort(byOffset))
      runs.push(utterance);
    yield;
  }
  return runs.sort(byOffset);
}

function* groupByText(utterances: Utterances): Steps<ReadonlyMap<string, Utterances>> {
  const groups = new Map<string, Utterance[]>();
  for (const [at, utterance] of utterances.entries()) {
    const group = groups.get(utterance.text);
    if (group) group.push(utterance);
    else groups.set(utterance.text, [utterance]);
    if (at % sliceUtterances === sliceUtterances - 1) yield;
  }
  return groups;
}

/** Matches events and entries with the same words, which are mostly one of each. */
function matchGroup(events: Utterances, entries: Utterances, match: Match): void {
  const [event, entry] = [events[0], entries[0]];
  if (!event || !entry) return;
  if (events.length === 1 && entries.length === 1) match(event, entry);
  else matchRepeated(events, entries, match);
}

/** Matches words that repeat. If there are not as many events as entries, an unknown offset has no match. */
function matchRepeated(events: Utterances, entries: Utterances, match: Match): void {
  const rest = matchEqual(events, entries, match);
  const isEven = rest.events.length === rest.entries.length;
  const spoken = isEven ? rest.events : rest.events.filter(isTimed);
  const said = isEven ? rest.entries : rest.entries.filter(isTimed);
  if (spoken.length <= said.length) matchNearest(spoken, said, match);
  else matchNearest(said, spoken, (entry, event) => match(event, entry));
}

/** An unknown offset is the last. */
const timeOf = ({ offset }: Utterance): number => offset ?? Infinity;

const isTimed = ({ offset }: Utterance): boolean => offset !== null;

/** Compares without a difference, because that of two unknown offsets is no number. */
const byOffset = (a: Utterance, b: Utterance): number =>
  a.offset === b.offset ? 0 : timeOf(a) < timeOf(b) ? -1 : 1;

/** Matches those at equal offsets; returns the others. All lists are in order of time, as are those below. */
function matchEqual(events: Utterances, entries: Utterances, match: Match) {
  const rest: Record<'events' | 'entries', Utterance[]> = { events: [], entries: [] };
  let at = 0;
  for (const event of events) {
    let entry = entries[at];
    for (; entry && timeOf(entry) < timeOf(event); entry = entries[at]) {
      rest.entries.push(entry);
      at += 1;
    }
    if (entry && isTimed(event) && entry.offset === event.offset) {
      match(event, entry);
      at += 1;
    } else rest.events.push(event);
  }
  for (const entry of entries.slice(at)) rest.entries.push(entry);
  return rest;
}

/** Matches each of the fewer with the nearest of the more, in order, and leaves enough for those that follow. */
function matchNearest(fewer: Utterances, more: Utterances, match: Match): void {
  let spare = more.length - fewer.length;
  let at = 0;
  for (const one of fewer) {
    for (; spare > 0 && distance(one, more[at + 1]) <= distance(one, more[at]); spare -= 1) at += 1;
    const other = more[at];
    if (other) match(one, other);
    at += 1;
  }
}

const distance = (one: Utterance, other: Utterance | undefined): number =>
  Math.abs(timeOf(one) - (other ? timeOf(other) : Infinity));
