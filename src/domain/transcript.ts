import { isLongList, mapInSlices } from '../async/map-in-slices.ts';
import type { PromiseOrValue } from '../async/promise-or-value.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import { difference } from './decimal.ts';
import type { TranscriptSpeaker } from './enums.ts';
import type { Instant } from './instant.ts';

export interface TranscriptEntry {
  readonly databaseId: string | null;
  readonly speaker: TranscriptSpeaker | null;
  readonly rawSpeaker: string | null;
  readonly text: string | null;
  readonly startOffset: number | null;
  readonly endOffset: number | null;
  readonly at: Instant | null;
  readonly confidence: number | null;
  readonly isFinal: boolean | null;
  readonly turnNumber: number | null;
  readonly sttTimestamps: Readonly<Record<string, unknown>> | null;
}

export interface Turn {
  readonly number: number | null;
  readonly startOffset: number | null;
  readonly endOffset: number | null;
  readonly duration: number | null;
  readonly derived: boolean;
  /** Null if the source records no events. */
  readonly events: readonly TurnEvent[] | null;
}

export interface TurnEvent {
  readonly type: string | null;
  readonly text: string | null;
  readonly offset: number | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** The language model's figures for one event. */
export interface TurnEventLlm {
  readonly totalTokens: number | null;
  /** Seconds. */
  readonly timeToFirstByte: number | null;
}

/** An interim entry is a provisional result of speech recognition, which a final entry replaces. */
export const isInterim = ({ isFinal }: TranscriptEntry): boolean => isFinal === false;

/**
 * Sorts entries by start if all have one, because a source may store them late; else keeps their order. If an interim
 * entry lacks a start, the final entries alone are sorted, so that turns never depend on it.
 */
export function inSpokenOrder(entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] {
  if (entries.every(hasStart)) return entries.toSorted(byStart);
  const finals = entries.filter(entry => !isInterim(entry));
  if (!finals.every(hasStart)) return entries;
  const spoken = finals.toSorted(byStart).values();
  return entries.map(entry => (isInterim(entry) ? entry : (spoken.next().value ?? entry)));
}

const hasStart = ({ startOffset }: TranscriptEntry): boolean => startOffset !== null;

const byStart = (a: TranscriptEntry, b: TranscriptEntry): number =>
  (a.startOffset ?? 0) - (b.startOffset ?? 0);

/**
 * Numbers the turns of a transcript whose source has no turns. A turn starts at the first final entry, and whenever the
 * customer speaks after the agent. An interim entry belongs to no turn.
 */
export function numberTurns(entries: readonly TranscriptEntry[]): TranscriptEntry[] {
  let turnNumber = 1;
  let last: TranscriptSpeaker | null = null;
  return entries.map(entry => {
    if (isInterim(entry)) return entry;
    if (entry.speaker === 'CUSTOMER' && last === 'AGENT') turnNumber += 1;
    if (entry.speaker === 'CUSTOMER' || entry.speaker === 'AGENT') last = entry.speaker;
    return { ...entry, turnNumber };
  });
}

/** Derives turns from entries that `numberTurns` numbered. */
export const deriveTurns = (entries: readonly TranscriptEntry[]): Turn[] => deriveAll(entriesByTurn(entries));

/** Does the same for many turns in slices, between which other requests are served. */
export function deriveTurnsInSlices(
  entries: readonly TranscriptEntry[],
  nextTurn: NextTurn,
): PromiseOrValue<readonly Turn[]> {
  const turns = entriesByTurn(entries);
  return isLongList(turns) ? mapInSlices(turns, deriveAll, nextTurn) : deriveAll(turns);
}

/** The number of a turn, and its entries. */
export type EntriesOfTurn = readonly [number: number | null, entries: readonly TranscriptEntry[]];

const deriveAll = (turns: readonly EntriesOfTurn[]): Turn[] => turns.map(deriveTurn);

export function entriesByTurn(entries: readonly TranscriptEntry[]): EntriesOfTurn[] {
  const turns = new Map<number | null, TranscriptEntry[]>();
  for (const entry of entries) {
    if (isInterim(entry)) continue;
    const turn = turns.get(entry.turnNumber);
    if (turn) turn.push(entry);
    else turns.set(entry.turnNumber, [entry]);
  }
  return [...turns];
}

export function deriveTurn([number, entries]: EntriesOfTurn): Turn {
  const { startOffset, endOffset } = spanOf(entries);
  return {
    number,
    startOffset,
    endOffset,
    duration: startOffset === null || endOffset === null ? null : difference(endOffset, startOffset),
    derived: true,
    events: null,
  };
}

/** Earliest known start and latest known end; a negative span becomes empty. */
function spanOf(entries: readonly TranscriptEntry[]): Pick<Turn, 'startOffset' | 'endOffset'> {
  let startOffset: number | null = null;
  let endOffset: number | null = null;
  for (const entry of entries) {
    startOffset = either(Math.min, startOffset, entry.startOffset);
    endOffset = either(Math.max, endOffset, entry.endOffset);
  }
  const isNegative = startOffset !== null && endOffset !== null && endOffset < startOffset;
  return { startOffset, endOffset: isNegative ? startOffset : endOffset };
}

const either = (choose: (a: number, b: number) => number, a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : choose(a, b);
