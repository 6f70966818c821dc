import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../src/domain/call.ts';
import type { ChangingCalls } from './changing-calls.ts';
import type { StoredIndex } from './index-storage.ts';

/** A call without the fields that only a row of the list has, because a call that is found by key keeps those of its last row. */
const comparable = (call: Call): Call =>
  call.source === 'BUTTER' ? { ...call, endReason: null, updatedAt: null, billingStatus: null } : call;

/** Stored calls that are no version of a call, with the fields in which they differ from its last version. */
export function inventedIn(stored: ReadonlyMap<string, Call>, { versions }: ChangingCalls): unknown[] {
  const isVersion = (call: Call) => (version: Call) =>
    isDeepStrictEqual(comparable(version), comparable(call));
  return [...stored].flatMap(([key, call]) => {
    const known = versions.get(key) ?? [];
    return known.some(isVersion(call)) ? [] : [differenceOf(key, call, known.at(-1))];
  });
}

const differenceOf = (key: string, kept: Call | undefined, given: Call | undefined): unknown => ({
  key,
  ...(kept && given ? fieldsOf(kept, given) : { kept: kept ?? null, given: given ?? null }),
});

/** The fields that differ, as stored and as given by the source. */
const fieldsOf = (kept: Call, given: Call) =>
  Object.fromEntries(
    (Object.keys(given) as (keyof Call)[])
      .filter(name => !isDeepStrictEqual(kept[name], given[name]))
      .map(name => [name, [kept[name], given[name]]]),
  );

export function differencesOf(
  stored: ReadonlyMap<string, Call>,
  truth: ReadonlyMap<string, Call>,
): unknown[] {
  return [...new Set([...stored.keys(), ...truth.keys()])]
    .filter(key => !isDeepStrictEqual(stored.get(key), truth.get(key)))
    .map(key => differenceOf(key, stored.get(key), truth.get(key)));
}

/**
 * Differences from what the last finished walk of a source proves: every change from before its start is there. Calls whose rows
 * cannot be read are none of it.
 */
export function unprovenIn(
  { calls, states }: StoredIndex,
  world: ChangingCalls,
  isUnread: (key: string) => boolean,
) {
  const provenSince = (key: string) =>
    states.get(key.startsWith('BUTTER') ? 'BUTTER' : 'BURKI')?.proof?.startedAt ?? 0;
  const isProven = (key: string) => (world.changedAt.get(key) ?? 1) < provenSince(key) && !isUnread(key);
  const proven = (map: ReadonlyMap<string, Call>) => new Map([...map].filter(([key]) => isProven(key)));
  return differencesOf(proven(calls), proven(world.calls));
}
