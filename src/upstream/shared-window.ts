import { randomUUID } from 'node:crypto';
import type { SharedStore } from '../redis/redis.ts';
import { createSlidingWindow, type SlidingWindow, type Token, tokenMs } from './sliding-window.ts';

export interface SharedWindowOptions {
  readonly count: number;
  /** Key of the window in Redis. */
  readonly key: string;
  readonly store: SharedStore;
  /** Time after which an unspent token of a process that has ended is free again. */
  readonly holdMs: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/**
 * Sliding window in Redis, by the clock of Redis, shared by all processes. Each token is one of this process's own window
 * too, which limits alone while Redis is unavailable.
 */
export function createSharedWindow({ count, key, store, holdMs, clock }: SharedWindowOptions): SlidingWindow {
  const local = createSlidingWindow(count, clock);
  const owner = randomUUID();
  let takes = 0;
  let freeAt = Number.NEGATIVE_INFINITY;

  const run = (script: string, ...values: readonly (string | number)[]) =>
    store.tryCommand(client => client.eval(script, 1, key, ...values));

  const shared = (token: Token, member: string): Token => ({
    spend() {
      token.spend();
      void run(spendToken, tokenMs, holdMs, member);
    },
    giveBack() {
      const isUnspent = token.giveBack();
      if (isUnspent) void store.tryCommand(client => client.zrem(key, member));
      return isUnspent;
    },
  });

  async function take(tokens: readonly Token[], reserved: number): Promise<readonly Token[]> {
    const prefix = `${owner}:${takes++}`;
    const result = await run(takeTokens, count, tokens.length, holdMs, prefix, reserved);
    if (!result) return tokens;
    const [granted, waitMs] = result as [number, number];
    // A token that another process holds is soon spent or given back.
    freeAt = clock() + Math.min(waitMs, tokenMs);
    for (const token of tokens.slice(granted)) token.giveBack();
    return tokens.slice(0, granted).map((token, index) => shared(token, `${prefix}:${index + 1}`));
  }

  return {
    count,
    take(wanted, reserved = 0) {
      const tokens = local.take(wanted, reserved);
      return tokens.length === 0 ? tokens : take(tokens, reserved);
    },
    waitMs: ahead => Math.max(local.waitMs(ahead), freeAt - clock()),
  };
}

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * The members of the sorted set are tokens; their scores are the times at which the tokens are free again. The first
 * command changes nothing, but fails while Redis is full, so that each process then limits alone. No token is held for
 * longer than a new one, because the clock of Redis may be set back by hours.
 */
const takeTokens = `redis.call('ZADD', KEYS[1], 'XX', 0, '')
${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local latest = now + ARGV[3]
for _, token in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. latest, '+inf')) do
  redis.call('ZADD', KEYS[1], latest, token)
end
local free = ARGV[1] - redis.call('ZCARD', KEYS[1])
local granted = math.max(0, math.min(tonumber(ARGV[2]), free - ARGV[5]))
for index = 1, granted do redis.call('ZADD', KEYS[1], latest, ARGV[4] .. ':' .. index) end
if granted > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return { granted, granted < free and 0 or first[2] - now }`;

const spendToken = `${now}
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
