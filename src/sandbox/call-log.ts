/** Calls of one sandbox, newest first; a call keeps its rank while others arrive or disappear. */
export interface CallLog<Call, Key> {
  calls(): Call[];
  /** Highest rank first. */
  entries(): readonly Entry<Call>[];
  find(key: Key): Call | undefined;
  add(call: Call): Call;
  /** A key that is set to undefined is absent from responses. */
  change(key: Key, patch: Partial<Call>): Call;
  remove(key: Key): void;
}

interface Entry<Call> {
  readonly rank: number;
  readonly call: Call;
}

export function createCallLog<Call, Key>(
  initial: readonly Call[],
  keyOf: (call: Call) => Key,
): CallLog<Call, Key> {
  let maxRank = initial.length;
  let entries: readonly Entry<Call>[] = initial.map((call, index) => ({
    rank: initial.length - index,
    call,
  }));
  const entryOf = (key: Key) => {
    const entry = entries.find(({ call }) => keyOf(call) === key);
    if (entry === undefined) throw new Error(`The sandbox has no call ${String(key)}`);
    return entry;
  };
  return {
    calls: () => entries.map(({ call }) => call),
    entries: () => entries,
    find: key => entries.find(({ call }) => keyOf(call) === key)?.call,
    add: call => {
      entries = [{ rank: ++maxRank, call }, ...entries];
      return call;
    },
    change: (key, patch) => {
      const old = entryOf(key);
      const call = { ...old.call, ...patch };
      entries = entries.map(entry => (entry === old ? { ...entry, call } : entry));
      return call;
    },
    remove: key => {
      const old = entryOf(key);
      entries = entries.filter(entry => entry !== old);
    },
  };
}
