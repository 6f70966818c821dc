import { Counter, Gauge, type Registry } from 'prom-client';
import { redisFailures } from '../domain/redis-failure.ts';
import type { GatewayObserver } from './observer.ts';

export function observeRedis(registry: Registry): Pick<GatewayObserver, 'redis' | 'redisFailure'> {
  const up = new Gauge({
    name: 'switchboard_redis_up',
    help: '0 while the shared Redis cannot be used.',
    registers: [registry],
  });
  up.set(1);
  const failures = new Counter({
    name: 'switchboard_redis_failures_total',
    help: 'Commands that Redis refused or answered too late, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const failure of redisFailures) failures.inc({ reason: failure.toLowerCase() }, 0);
  return {
    redis: event => up.set(event === 'lost' ? 0 : 1),
    redisFailure: failure => failures.inc({ reason: failure.toLowerCase() }),
  };
}
