import { type Call, CallPart, nativeKeyOf, partOf } from '../domain/call.ts';
import type { Eventually } from '../domain/eventually.ts';
import { keyIn } from '../domain/key.ts';
import type { SourceName } from '../domain/source-name.ts';
import { type Asked, type Find, inBatches, outcomeOf } from './asked.ts';

/** A call, and how much of it is wanted. */
export interface AskedCall extends Asked {
  readonly part: CallPart;
}

export interface CallLoader {
  load(asked: Asked, part: CallPart): Eventually<Call | null>;
  /** A call of this source that came another way. */
  withSid(source: SourceName, sid: string): Call | undefined;
  /** Takes in a call that came another way, unless as much of it is known. */
  keep(call: Call): void;
}

/** Loads calls by how much of them is wanted: asked at once for several parts, it finds the largest. */
export function createCallLoader(find: Find<AskedCall, Call>): CallLoader {
  const loader = inBatches<AskedCall, Call>(
    wanted => Promise.all(findEach(find, wanted)),
    ({ name, part }) => `${name}:${part}`,
  );
  // Not primed into the loader, which makes a promise of each, because a list has many and few are asked for again.
  const known = new Map<string, Call>();
  const bySid = new Map<string, Call>();
  const unsorted: Call[] = [];

  function sort(call: Call): void {
    const before = known.get(placeOf(call));
    if (before && partOf(before) >= partOf(call)) return;
    known.set(placeOf(call), call);
    const place = placeAt(call.source, call.sid);
    const first = bySid.get(place);
    // Because of two calls with one sid the first is meant.
    if (!first || placeOf(first) === placeOf(call)) bySid.set(place, call);
  }

  /** Not before one is looked for, because after most lists none is. */
  function sortAll(): void {
    for (const call of unsorted) sort(call);
    unsorted.length = 0;
  }

  return {
    load(asked, part) {
      sortAll();
      const call = known.size > 0 ? known.get(placeAt(asked.calls.name, asked.key)) : undefined;
      return call && partOf(call) >= part ? call : loader.load(withPart(asked, part));
    },
    withSid(source, sid) {
      sortAll();
      return bySid.get(placeAt(source, sid));
    },
    keep: call => void unsorted.push(call),
  };
}

/** Name by name, because V8 makes a shape of its own for each spread. */
const withPart = ({ calls, key, name }: Asked, part: CallPart): AskedCall => ({ calls, key, name, part });

const placeAt = (source: SourceName, key: string): string => keyIn(source, key);

const placeOf = (call: Call): string => placeAt(call.source, nativeKeyOf(call));

/** Each call once. */
function findEach(find: Find<AskedCall, Call>, wanted: readonly AskedCall[]) {
  if (wanted.length === 1) return wanted.map(asked => outcomeOf(find, asked));
  const largest = new Map<string, AskedCall>();
  for (const asked of wanted)
    if ((largest.get(asked.name)?.part ?? CallPart.ROW) <= asked.part) largest.set(asked.name, asked);
  const found = new Map([...largest].map(([name, asked]) => [name, outcomeOf(find, asked)]));
  return wanted.map(({ name }) => found.get(name) ?? null);
}
