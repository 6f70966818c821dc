import { randomUUID } from 'node:crypto';
import type { SharedStore } from '../redis/redis.ts';
import type { EpochChange } from './epoch.ts';
import type { CallKeys } from './purged-entries.ts';

export type InvalidationMessage =
  | { readonly kind: 'changed'; readonly keys: readonly string[] }
  /** `calls` is null for a purge of everything; `change` is null if Redis could not begin an epoch. */
  | { readonly kind: 'purge'; readonly change: EpochChange | null; readonly calls: CallKeys | null };

export interface InvalidationBus {
  publish(news: InvalidationMessage): void;
  /** Publishes; false unless every replica confirms within a second. */
  confirm(news: InvalidationMessage): Promise<boolean>;
}

export interface InvalidationBusOptions {
  readonly redis: SharedStore;
  readonly channel: string;
  /** Called with each message of another replica; null for a message of an unknown format. */
  readonly hear: (news: InvalidationMessage | null) => void;
  /** Called on each new subscription, because messages may have been missed. */
  readonly reset: () => void;
}

const confirmMs = 1_000;

/** Invalidation bus over Redis pub/sub between the replicas that share one keyspace. */
export function createInvalidationBus({
  redis,
  channel,
  hear,
  reset,
}: InvalidationBusOptions): InvalidationBus {
  const replicaId = randomUUID();
  const rounds = new Map<string, Confirmations>();
  const publish = (message: object) =>
    redis.tryCommand(client => client.publish(channel, JSON.stringify({ from: replicaId, ...message })));

  const subscription = redis.subscribe(channel, {
    reset,
    hear(text) {
      const { from, round, news } = readMessage(text) ?? unreadable;
      if (from === replicaId || (round !== null && news === null)) {
        rounds.get(round ?? '')?.add();
        return;
      }
      hear(news);
      if (round !== null) void publish({ round });
    },
  });

  return {
    publish: news => void publish({ news }),
    async confirm(news) {
      const round = randomUUID();
      const confirmations = collectConfirmations();
      rounds.set(round, confirmations);
      const receivers = await publish({ news, round });
      const isListening = receivers !== undefined && subscription.isActive();
      const confirmed = isListening && (await confirmations.reach(receivers));
      rounds.delete(round);
      return confirmed;
    },
  };
}

/** Counts the replicas that have confirmed a purge, this replica included. */
interface Confirmations {
  add(): void;
  reach(count: number): Promise<boolean>;
}

function collectConfirmations(): Confirmations {
  let confirmed = 0;
  let check = () => {};
  return {
    add() {
      confirmed += 1;
      check();
    },
    reach: count =>
      new Promise(resolve => {
        const timer = setTimeout(() => resolve(false), confirmMs);
        check = () => {
          if (confirmed < count) return;
          clearTimeout(timer);
          resolve(true);
        };
        check();
      }),
  };
}

/** `news` is null in a confirmation; `round` is null if no confirmation is requested. */
interface Message {
  readonly from: string;
  readonly round: string | null;
  readonly news: InvalidationMessage | null;
}

const unreadable: Message = { from: '', round: null, news: null };

function readMessage(text: string): Message | null {
  try {
    const { from, round = null, news = null } = JSON.parse(text);
    const isOurs = typeof from === 'string' && (round === null || typeof round === 'string');
    return isOurs && (news === null || isNews(news)) ? { from, round, news } : null;
  } catch {
    return null;
  }
}

function isNews(news: Partial<Record<string, unknown>>): boolean {
  const { kind, keys, change, calls } = news;
  if (kind === 'changed') return isTexts(keys);
  if (kind !== 'purge' || (change !== null && !isEpochChange(change))) return false;
  return calls === null || isCallKeys(calls);
}

const isEpochChange = (change: unknown): boolean =>
  typeof change === 'object' &&
  change !== null &&
  'previous' in change &&
  'epoch' in change &&
  (change.previous === null || typeof change.previous === 'string') &&
  typeof change.epoch === 'string';

const isCallKeys = (calls: unknown): boolean =>
  typeof calls === 'object' &&
  calls !== null &&
  'keys' in calls &&
  'sids' in calls &&
  isTexts(calls.keys) &&
  isTexts(calls.sids);

const isTexts = (list: unknown): boolean =>
  Array.isArray(list) && list.every(item => typeof item === 'string');
