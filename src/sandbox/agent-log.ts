/** Agents of one sandbox, in the order of their making. An agent keeps its rank while others come and go. */
export interface AgentLog<Agent, Key> {
  agents(): readonly Agent[];
  /** Lowest rank first. */
  entries(): readonly Entry<Agent>[];
  find(key: Key): Agent | undefined;
  add(agent: Agent): Agent;
  /** A key that is set to undefined is absent from responses. */
  change(key: Key, patch: Readonly<Record<string, unknown>>): Agent;
  remove(key: Key): void;
}

interface Entry<Agent> {
  readonly rank: number;
  readonly agent: Agent;
}

export function createAgentLog<Agent, Key>(
  initial: readonly Agent[],
  keyOf: (agent: Agent) => Key,
): AgentLog<Agent, Key> {
  let maxRank = initial.length;
  const byKey = new Map(initial.map((agent, index) => [keyOf(agent), { rank: index + 1, agent }]));
  const entryOf = (key: Key): Entry<Agent> => {
    const entry = byKey.get(key);
    if (entry === undefined) throw new Error(`The sandbox has no agent ${String(key)}`);
    return entry;
  };
  return {
    agents: () => [...byKey.values()].map(({ agent }) => agent),
    entries: () => [...byKey.values()],
    find: key => byKey.get(key)?.agent,
    add(agent) {
      byKey.set(keyOf(agent), { rank: ++maxRank, agent });
      return agent;
    },
    change(key, patch) {
      const { rank, agent } = entryOf(key);
      const changed = { ...agent, ...patch };
      byKey.set(key, { rank, agent: changed });
      return changed;
    },
    remove(key) {
      entryOf(key);
      byKey.delete(key);
    },
  };
}
