import type { Eventually } from '../async/promise-or-value.ts';
import { type Call, CallPart, nativeKeyOf, partOf } from '../domain/call.ts';
import { agrees, isSameCall } from '../domain/call-version.ts';
import { keyIn } from '../domain/key.ts';
import type { SourceName } from '../domain/source-name.ts';
import { type Asked, type Find, inBatches, outcomeOf } from './entity-loader.ts';

/** A call, and how much of it is wanted. */
export interface AskedCall extends Asked {
  readonly part: CallPart;
}

export interface CallLoader {
  load(asked: Asked, part: CallPart): Eventually<Call | null>;
  /** A call of this source that came another way. */
  withSid(source: SourceName, sid: string): Call | undefined;
  /** Takes in a call of which at least a part was wanted, and gives the version that serves the whole request. */
  hold(call: Call, part: CallPart): Call;
  /** Takes in the rows of a list, and gives each at the version that serves the whole request. */
  holdRows(calls: readonly Call[]): readonly Call[];
  /** How often a version that was given out turned out to lack what a newer one alone has. */
  moves(): number;
}

/** Loads calls by how much of them is wanted: asked at once for several parts, it finds the largest. */
export function createCallLoader(find: Find<AskedCall, Call>): CallLoader {
  const loader = inBatches<AskedCall, Call>(
    wanted => Promise.all(findEach(find, wanted)),
    ({ name, part }) => `${name}:${part}`,
  );
  // Not primed into the loader, which makes a promise of each, because a list has many and few are asked for again.
  const held = new Map<string, Call>();
  const bySid = new Map<string, Call>();
  const unsorted: Call[] = [];
  let moves = 0;

  function put(call: Call): Call {
    const place = placeOf(call);
    held.set(place, call);
    // Of two calls with one sid the first is meant.
    const sid = placeAt(call.source, call.sid);
    const first = bySid.get(sid);
    if (!first || placeOf(first) === place) bySid.set(sid, call);
    return call;
  }

  /** The version held first serves, as long as it has the part that is wanted. */
  function sort(call: Call, part: CallPart): Call {
    const first = held.get(placeOf(call));
    if (!first) return put(call);
    if (partOf(first) >= part && partOf(first) >= partOf(call)) return first;
    if (fits(call, first)) return put(withDetailOf(first, call));
    if (partOf(first) >= part) return first;
    moves += 1;
    return put(call);
  }

  /** Not before one is looked for, because after most lists none is. */
  function sortAll(): void {
    for (const call of unsorted) sort(call, CallPart.ROW);
    unsorted.length = 0;
  }

  return {
    load(asked, part) {
      sortAll();
      const call = held.size > 0 ? held.get(placeAt(asked.calls.name, asked.key)) : undefined;
      return call && partOf(call) >= part ? call : loader.load(withPart(asked, part));
    },
    withSid(source, sid) {
      sortAll();
      return bySid.get(placeAt(source, sid));
    },
    hold(call, part) {
      sortAll();
      return sort(call, part);
    },
    holdRows(calls) {
      if (held.size > 0 || unsorted.length > 0) {
        sortAll();
        return calls.map(call => sort(call, CallPart.ROW));
      }
      unsorted.push(...calls);
      return calls;
    },
    moves: () => moves,
  };
}

const fits = (call: Call, first: Call): boolean =>
  first.detail ? isSameCall(call, first) : agrees(call, first);

/** A call as it was held first, with the rest of it that came later. */
const withDetailOf = (first: Call, { detail }: Call): Call => ({ ...first, detail });

/** Name by name, because V8 makes a shape of its own for each spread. */
const withPart = ({ calls, key, name }: Asked, part: CallPart): AskedCall => ({ calls, key, name, part });

const placeAt = (source: SourceName, key: string): string => keyIn(source, key);

const placeOf = (call: Call): string => placeAt(call.source, nativeKeyOf(call));

function findEach(find: Find<AskedCall, Call>, wanted: readonly AskedCall[]) {
  if (wanted.length === 1) return wanted.map(asked => outcomeOf(find, asked));
  const largest = new Map<string, AskedCall>();
  for (const asked of wanted)
    if ((largest.get(asked.name)?.part ?? CallPart.ROW) <= asked.part) largest.set(asked.name, asked);
  const found = new Map([...largest].map(([name, asked]) => [name, outcomeOf(find, asked)]));
  return wanted.map(({ name }) => found.get(name) ?? null);
}
