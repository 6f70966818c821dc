import { ReplyError } from 'ioredis';
import { type RedisFailure, redisFailures } from '../domain/redis-failure.ts';

const byPrefix: ReadonlyMap<string, RedisFailure> = new Map(redisFailures.map(name => [name, name]));

/** Classifies a failed command by its cause; null for a lost connection, which the `close` event reports. */
export function failureOf(error: unknown): RedisFailure | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof ReplyError) return byPrefix.get(error.message.split(' ', 1)[0] ?? '') ?? 'OTHER';
  return error.message === 'Command timed out' ? 'TIMEOUT' : null;
}
