import { isLongList, mapInSlices } from '../../async/map-in-slices.ts';
import type { NextTurn } from '../../async/turn-queue.ts';
import type { Conversation } from '../../domain/call.ts';
import type { Turn } from '../../domain/transcript.ts';
import { isObject, type WireObject } from '../../upstream/wire-object.ts';
import { bounded, readList, readString } from '../../upstream/wire-reader.ts';
import { normalizeTranscript, normalizeTurns } from './normalize-conversation.ts';
import { recordingsOf } from './normalize-recordings.ts';
import type { ButterCallWire } from './wire.ts';

type CallWire = WireObject<ButterCallWire>;

export const isLongConversation = ({ fields: { turns, transcript } }: CallWire): boolean =>
  isLongList(turns) || isLongList(transcript) || (Array.isArray(turns) && hasManyEvents(turns));

/** Normalizes a long conversation in slices, between which other requests are served. */
export const normalizeLongConversation = async (
  call: CallWire,
  nextTurn: NextTurn,
): Promise<Conversation> => ({
  turns: await normalizeLongTurns(call, nextTurn),
  transcript: await normalizeEntries(call, nextTurn),
  recordings: recordingsOf(readString(call, 'recording_url')),
});

async function normalizeEntries(call: CallWire, nextTurn: NextTurn) {
  const normalize = (entries: readonly unknown[]) =>
    normalizeTranscript(withList(call, 'transcript', entries)) ?? [];
  const entries = readList(call, 'transcript');
  return entries && mapInSlices(entries, normalize, nextTurn);
}

async function normalizeLongTurns(call: CallWire, nextTurn: NextTurn): Promise<Turn[] | null> {
  const normalize = (turns: readonly unknown[]): Turn[] =>
    normalizeTurns(withList(call, 'turns', turns)) ?? [];
  const normalized: Turn[] = [];

  /** Normalizes a turn without its events, and then these, as if each slice of them were those of a turn. */
  async function addLong(turn: TurnWithEvents): Promise<void> {
    const events = bounded(turn.events, () => call.drift('turns.events'));
    const eventsOf = (slice: readonly unknown[]) => normalize([{ events: slice }])[0]?.events ?? [];
    for (const base of normalize([{ ...turn, events: [] }]))
      normalized.push({ ...base, events: await mapInSlices(events, eventsOf, nextTurn) });
  }

  async function addShort(turns: readonly unknown[]): Promise<void> {
    for (const turn of await mapInSlices(turns, normalize, nextTurn, eventsIn)) normalized.push(turn);
  }

  const turns = readList(call, 'turns');
  if (!turns) return null;
  let from = 0;
  for (const [at, turn] of turns.entries()) {
    if (!hasLongEvents(turn)) continue;
    await addShort(turns.slice(from, at));
    await addLong(turn);
    from = at + 1;
  }
  await addShort(turns.slice(from));
  return normalized;
}

const withList = (call: CallWire, name: 'turns' | 'transcript', list: readonly unknown[]): CallWire => ({
  ...call,
  fields: { ...call.fields, [name]: list },
});

type TurnWithEvents = Readonly<Record<'events', readonly unknown[]>>;

const hasLongEvents = (turn: unknown): turn is TurnWithEvents =>
  isObject<'events'>(turn) && isLongList(turn.events);

const hasManyEvents = (turns: readonly unknown[]): boolean =>
  turns.reduce<number>((sum, turn) => sum + eventsIn(turn), 0) > maxEvents;

/** Events that are normalized at once. */
const maxEvents = 500;

/** A turn counts as one more than its events. */
const eventsIn = (turn: unknown): number =>
  isObject<'events'>(turn) && Array.isArray(turn.events) ? 1 + turn.events.length : 1;
