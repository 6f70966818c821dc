import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { expect, onTestFinished } from 'vitest';
import { createCachedSource } from '../../src/cache/cached-source.ts';
import type { KeyspaceStore } from '../../src/cache/keyspace-store.ts';
import { createTwoLevelCache } from '../../src/cache/two-level-cache.ts';
import type { Call, CallDetail } from '../../src/domain/call.ts';
import { everyCall } from '../../src/domain/call-filter.ts';
import type { ListQuery, SourceAdapter } from '../../src/domain/call-source.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { connectRedis, type SharedStore } from '../../src/redis/redis.ts';
import { callOf } from '../domain/call-of.ts';
import { requestScope } from '../request-scope.ts';

const emptyDetail: CallDetail = {
  transport: null,
  rawTransport: null,
  traceId: null,
  agentConfig: null,
  costLines: { llm: null, llmInput: null, llmOutput: null, tts: null, stt: null, telephony: null },
  usage: null,
  interruptions: null,
  averageTurnDuration: null,
  errors: null,
};

/** A source whose requests are answered when a test says so, with what was true when they began. */
export function createWorld(size: number, hasPoorRows = false) {
  const versions = Array.from({ length: size }, () => 0);
  const underWay: (() => void)[] = [];

  const callAt = (index: number, isRow = false): Call =>
    callOf({
      detail: hasPoorRows && !isRow ? emptyDetail : null,
      sid: `CA:${index}`,
      databaseId: String(index),
      status: 'COMPLETED',
      turnCount: versions[index] ?? null,
    });

  function answer<T>(value: T): Promise<T> {
    return new Promise(resolve => underWay.push(() => resolve(value)));
  }

  const source: SourceAdapter = {
    name: 'BURKI',
    findCall: key => answer(callAt(Number(key))),
    findCallBySid: sid => answer(callAt(Number(sid.slice('CA:'.length)))),
    findAgent: () => answer(null),
    listCalls: () =>
      answer({
        rows: versions.map((_, index) => ({ call: callAt(index, true), time: index, position: {} })),
        next: null,
        total: null,
        incomplete: false,
      }),
    excludes: () => false,
    appliesFilter: () => false,
    encodePosition: () => new Uint8Array(),
    decodePosition: () => null,
  };

  function deliver(which = 0): void {
    const [answer] = underWay.splice(which % Math.max(1, underWay.length), 1);
    answer?.();
  }

  return {
    source,
    versions,
    /** How many requests are under way. */
    waiting: () => underWay.length,
    /** Answers one of the requests under way. */
    deliver,
    /** Answers requests until something has come of them. */
    async until<T>(result: Promise<T>): Promise<T> {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      result.then(settle, settle);
      for (; !settled; await tick()) deliver();
      return result;
    },
    /** Lets Redis and the replicas go on. */
    tick,
    change(index: number) {
      versions[index] = (versions[index] ?? 0) + 1;
    },
  };
}

const tick = () => new Promise<void>(resolve => setImmediate(resolve));

export interface ReplicaOptions {
  /** May hold back what Redis tells the replica. */
  readonly wrap?: (redis: SharedStore) => SharedStore;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** One process of several on a Redis, without its HTTP. */
export function openReplica(url: string, { wrap = redis => redis, now = Date.now }: ReplicaOptions = {}) {
  const redis = connectRedis({ url, observer: { availability: () => {}, failure: () => {} } });
  onTestFinished(redis.close);
  const all = createTwoLevelCache({ memoryBytes: 1_000_000, redis: wrap(redis), now });
  return {
    /** What it caches of one source under one keyspace. */
    open(keyspace: string, source: SourceAdapter) {
      const store = all.open(keyspace);
      const cached = createCachedSource(source, {
        store,
        identity: { name: source.name, isCallKey: () => true },
        settledAfterMs: 0,
        shareConversations: false,
        now,
        onSourceEvent: () => {},
        cancellationError: () => new SwitchboardError('UPSTREAM_TIMEOUT', 'Left.', { retryable: true }),
        attemptTimeoutMs: 300,
      });
      return { store, cached };
    },
  };
}

/** Until its subscription is confirmed a replica hears of no purge. */
export const connected = ({ store }: { readonly store: KeyspaceStore }) =>
  expect.poll(() => store.purge(null)).toBe(true);

/** Until what a replica keeps reaches Redis, which it does in the epoch of the last purge alone. */
export async function expectSharing(
  { store }: { readonly store: KeyspaceStore },
  client: Redis,
  keyspace = 'a-keyspace',
) {
  const key = `${keyspace}:agent:${randomUUID()}`;
  const isShared = async () => {
    const entry = { value: null, at: Date.now(), freshMs: 60_000 };
    store.openWriter()(key, entry, value => value);
    return client.exists(key);
  };
  await expect.poll(isShared).toBe(1);
}

export const scope = requestScope();

export const everything: ListQuery = {
  filter: everyCall,
  position: null,
  watermark: Number.POSITIVE_INFINITY,
  pageSize: 10,
  maxRequests: 5,
};
