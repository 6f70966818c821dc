import { expect } from 'vitest';
import { type FrontDoor, type FrontDoorOptions, openFrontDoor } from '../front-door.ts';
import { startRedis } from './redis-server.ts';

export const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };

/** Two gateways on one Redis over the same sandboxes. */
export async function openTwo(options: FrontDoorOptions = {}) {
  const redis = await startRedis();
  const door = await openFrontDoor({
    ...options,
    gateway: { cache, explain: true, redisUrl: redis.url, ...options.gateway },
  });
  const other = door.replica();
  await ready(door);
  await ready(other);
  door.cost();
  return { redis, door, other };
}

/** Until Redis is connected a gateway goes on by itself, so what it asks for is not shared yet. */
export const ready = ({ gateway }: Pick<FrontDoor, 'gateway'>) =>
  expect.poll(() => gateway.purge.all()).toBe('everywhere');
