import { isLongList, mapInSlices } from '../async/map-in-slices.ts';
import { mapMaybePromise, type PromiseOrValue } from '../async/promise-or-value.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { CallJson } from '../domain/call-source.ts';
import { type CallDistribution, distributionOf } from '../domain/distribution.ts';
import type { Turn, TurnEvent } from '../domain/transcript.ts';

export interface CallLatency {
  readonly llmTimeToFirstByte: CallDistribution;
}

export type LatencyOf = (turns: readonly Turn[], json: CallJson) => PromiseOrValue<CallLatency | null>;

/** Computes the latency of a conversation once per request, because each entry of its transcript can select it. */
export function createLatency(nextTurn: NextTurn): LatencyOf {
  const known = new Map<readonly Turn[], PromiseOrValue<CallLatency | null>>();

  /** Reads the events of a long conversation in slices, between which other requests are served. */
  function compute(turns: readonly Turn[], json: CallJson): PromiseOrValue<CallLatency | null> {
    if (!hasEvents(turns)) return null;
    const events = turns.flatMap(turn => turn.events ?? []);
    const read = (slice: readonly TurnEvent[]) => timesToFirstByte(slice, json);
    const times = isLongList(events) ? mapInSlices(events, read, nextTurn) : read(events);
    return mapMaybePromise(times, values => ({ llmTimeToFirstByte: distributionOf(values) }));
  }

  return (turns, json) => {
    const earlier = known.get(turns);
    if (earlier !== undefined) return earlier;
    const latency = compute(turns, json);
    known.set(turns, latency);
    return latency;
  };
}

/** Whether the source records events, of which there are none in a conversation without turns. */
const hasEvents = (turns: readonly Turn[]): boolean =>
  turns.length === 0 || turns.some(({ events }) => events !== null);

const timesToFirstByte = (events: readonly TurnEvent[], json: CallJson): number[] =>
  events.flatMap(({ metadata }) => (metadata && json.readEventLlm(metadata)?.timeToFirstByte) ?? []);
