/** A connection with the bytes of its answers that wait in this process. */
export interface UnsentAnswers {
  readonly unsent: number;
  /** Bytes that the kernel has taken so far: they grow only while the client reads, and in steps if it reads slowly. */
  readonly taken: number;
}

export interface UnsentLimitOptions {
  /** Upper bound for the unsent bytes of all connections together. */
  readonly maxBytes: number;
  /** Time without progress after which a client counts as not reading. */
  readonly patienceMs: number;
}

/**
 * Chooses the connections to cut while too many bytes wait for clients. It takes the client that has not read for the
 * longest time first, and never one that reads. Call it regularly, with every connection that has unsent bytes.
 */
export function createUnsentLimit<Key>({ maxBytes, patienceMs }: UnsentLimitOptions) {
  let progress = new Map<Key, { readonly taken: number; readonly since: number }>();

  return (now: number, connections: ReadonlyMap<Key, UnsentAnswers>): Key[] => {
    const seen = new Map<Key, { readonly taken: number; readonly since: number }>();
    let total = 0;
    for (const [key, { unsent, taken }] of connections) {
      const last = progress.get(key);
      seen.set(key, last?.taken === taken ? last : { taken, since: now });
      total += unsent;
    }
    progress = seen;
    if (total <= maxBytes) return [];
    const stalled = [...seen].filter(([, { since }]) => now - since >= patienceMs);
    stalled.sort(([, a], [, b]) => a.since - b.since);
    const cut: Key[] = [];
    for (const [key] of stalled) {
      if (total <= maxBytes) break;
      total -= connections.get(key)?.unsent ?? 0;
      progress.delete(key);
      cut.push(key);
    }
    return cut;
  };
}
