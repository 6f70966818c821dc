import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { RequestScope } from '../async/request-scope.ts';

/** State of an upstream for each identity, which is what the forwarded client headers say. */
export interface Identities<T> {
  of(scope: RequestScope): T;
  /** All remembered states, first that of requests without forwarded headers. */
  all(): readonly T[];
}

const maxIdentities = 1_000;

/** Remembers the most recently used identities. Their keys are hashes, because headers may be long, and secret. */
export function createIdentities<T extends object>(anonymous: T, create: () => T): Identities<T> {
  const known = new LRUCache<string, T>({ max: maxIdentities });

  return {
    of({ headers }) {
      const pairs = Object.entries(headers);
      if (pairs.length === 0) return anonymous;
      const key = createHash('sha256').update(JSON.stringify(pairs)).digest('base64');
      const state = known.get(key) ?? create();
      known.set(key, state);
      return state;
    },
    all: () => [anonymous, ...known.values()],
  };
}
