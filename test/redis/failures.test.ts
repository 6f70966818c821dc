import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redisFailures } from '../../src/domain/redis-failure.ts';
import { createLogger, createLogObserver } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { connectRedis, type SharedStoreOptions } from '../../src/redis/redis.ts';
import { itemOf } from '../front-door.ts';
import { startHeldProxy } from './held-proxy.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { startScriptedRedis } from './scripted-redis.ts';
import { openTwo } from './two-gateways.ts';

/** A store that is connected, and all that it reports. With a long `commandMs`, no reply is late on a busy machine. */
async function openStore(url: string, { commandMs }: Pick<SharedStoreOptions, 'commandMs'> = {}) {
  const events: string[] = [];
  const failures: string[] = [];
  const store = connectRedis({
    url,
    ...(commandMs && { commandMs }),
    observer: {
      availability: event => void events.push(event),
      failure: failure => void failures.push(failure),
    },
  });
  onTestFinished(store.close);
  await expect.poll(() => store.tryCommand(client => client.ping())).toBe('PONG');
  return { store, events, failures };
}

describe('an error reply', () => {
  const prefix = fc.oneof(
    fc.constantFrom(...redisFailures),
    fc.stringMatching(/^[A-Z]{1,12}$/),
    fc.constantFrom('', 'err', 'Command timed out'),
  );
  const message = fc.stringMatching(/^[ -~]{0,30}$/);

  test('of any kind concerns its command alone, and is counted by its kind', async () => {
    const { url } = await startScriptedRedis();
    const { store, events, failures } = await openStore(url, { commandMs: 10_000 });
    const read = (reply: string) => store.tryCommand(client => client.get(reply));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(prefix, message), { minLength: 1, maxLength: 5 }), async replies => {
        failures.length = 0;
        const answers = replies.flatMap(([kind, text]) => [read(`-${kind} ${text}`), read('+fine')]);
        expect(await Promise.all(answers)).toEqual(replies.flatMap(() => [undefined, 'fine']));
        expect(failures).toEqual(
          replies.map(([kind]) => redisFailures.find(known => known === kind) ?? 'OTHER'),
        );
      }),
    );
    expect(events).toEqual([]);
  });

  test.skipIf(withoutRedis)('of a real Redis leaves the next command its answer', async () => {
    const { url, client } = await startRedis();
    const { store, events, failures } = await openStore(url, { commandMs: 10_000 });
    await client.lpush('a-list', 'an-item');
    await client.set('a-key', 'a-value');
    const expectFailure = async (run: Parameters<typeof store.tryCommand>[0]) => {
      expect(await store.tryCommand(run)).toBeUndefined();
      expect(await store.tryCommand(each => each.get('a-key'))).toBe('a-value');
    };
    await expectFailure(each => each.get('a-list'));
    await expectFailure(each => each.evalsha('0'.repeat(40), 0));
    await client.config('SET', 'maxmemory', '1');
    await expectFailure(each => each.set('another-key', 'a-value'));
    await client.config('SET', 'maxmemory', '0');
    await client.call('ACL', 'SETUSER', 'default', '-set');
    await expectFailure(each => each.set('another-key', 'a-value'));
    await client.call('ACL', 'SETUSER', 'default', '+set');
    await client.replicaof('127.0.0.1', '1');
    await expectFailure(each => each.set('another-key', 'a-value'));
    expect(failures).toEqual(['WRONGTYPE', 'NOSCRIPT', 'OOM', 'NOPERM', 'READONLY']);
    expect(events).toEqual([]);
  });
});

test.skipIf(withoutRedis)('a full Redis is still read, and is warned about once', async () => {
  const lines: string[] = [];
  const logger = createLogger('warn', { write: line => void lines.push(line) });
  const metrics = createMetrics({ stats: () => new Map(), process: false });
  const observers = [createLogObserver(logger), metrics.observer];
  const { redis, door, other } = await openTwo({ gateway: { observers } });
  const query = '{ callByDatabaseId(databaseId: 101) { status flowName } }';
  await door.ask(query);
  await expect.poll(() => redis.client.keys('*:call:101')).toHaveLength(1);
  await redis.client.config('SET', 'maxmemory', '1');
  door.cost();
  for (let index = 0; index < 10; index += 1)
    await other.ask(`{ callByDatabaseId(databaseId: ${1001 + index}) { status } }`);
  expect(door.cost()).toHaveLength(10);
  const { extensions } = await other.ask(query);
  expect(itemOf(extensions.explain.sources, 'BURKI').sharedHits).toBe(1);
  expect(door.cost()).toEqual([]);
  expect(lines.map(line => JSON.parse(line)).filter(({ msg }) => msg.startsWith('redis'))).toEqual([
    expect.objectContaining({ msg: 'redis command failed', reason: 'oom' }),
  ]);
  expect(await metrics.text()).toMatch(/switchboard_redis_failures_total\{reason="oom"\} [1-9]/);
});

describe.skipIf(withoutRedis)('a connection', () => {
  async function openHeld() {
    const redis = await startRedis();
    const proxy = await startHeldProxy(redis.url);
    const opened = await openStore(proxy.url);
    await redis.client.set('large', 'x'.repeat(100_000));
    await redis.client.set('small', 'a-value');
    const read = (key: string) => opened.store.tryCommand(client => client.get(key));
    return { ...opened, redis, proxy, read };
  }

  test('on which a large value is slow serves the next command', async () => {
    const { read, proxy, events, failures } = await openHeld();
    proxy.holdAfter(50_000);
    expect(await read('large')).toBeUndefined();
    const next = read('small');
    proxy.release();
    expect(await next).toBe('a-value');
    expect(events).toEqual([]);
    expect(failures).toEqual(['TIMEOUT']);
  });

  test('that hangs costs one timeout, and is used again as soon as it answers', async () => {
    const { read, proxy, events, failures } = await openHeld();
    const before = proxy.connections();
    proxy.holdAfter(0);
    expect(await read('small')).toBeUndefined();
    for (let index = 0; index < 20; index += 1) expect(await read('small')).toBeUndefined();
    expect(failures).toEqual(['TIMEOUT']);
    await expect.poll(() => events).toEqual(['lost']);
    proxy.release();
    await expect.poll(() => read('small')).toBe('a-value');
    expect(events).toEqual(['lost', 'back']);
    expect(proxy.connections()).toBe(before);
  });

  test('that hangs for long is replaced', async () => {
    const { read, proxy, events } = await openHeld();
    const before = proxy.connections();
    proxy.holdAfter(0);
    await read('small');
    await expect.poll(proxy.connections).toBeGreaterThan(before);
    proxy.release();
    await expect.poll(() => read('small')).toBe('a-value');
    expect(events).toEqual(['lost', 'back']);
  });
});

test.skipIf(withoutRedis)('a subscription that Redis refuses opens no further connection', async () => {
  const { url, client } = await startRedis();
  await client.call('ACL', 'SETUSER', 'default', 'resetchannels');
  const { store, failures } = await openStore(url);
  const received = async () =>
    Number(/total_connections_received:(\d+)/.exec(await client.info('stats'))?.[1]);
  const before = await received();
  let resets = 0;
  const reset = () => {
    resets += 1;
  };
  const subscription = store.subscribe('a-channel', { hear: () => {}, reset });
  await expect.poll(() => failures).toEqual(['NOPERM', 'NOPERM']);
  expect(subscription.isActive()).toBe(false);
  await client.call('ACL', 'SETUSER', 'default', 'allchannels');
  await expect.poll(() => subscription.isActive()).toBe(true);
  expect(resets).toBe(1);
  expect(await received()).toBe(before);
});

test.skipIf(withoutRedis)('a password that Redis refuses is told by its kind', async () => {
  const { url, client } = await startRedis();
  await client.config('SET', 'requirepass', 'hush-hush');
  const failures: string[] = [];
  const observer = { availability: () => {}, failure: (failure: string) => void failures.push(failure) };
  for (const address of [url.replace('//', '//:wrong@'), url])
    onTestFinished(connectRedis({ url: address, observer }).close);
  await expect.poll(() => failures).toContain('WRONGPASS');
  await expect.poll(() => failures).toContain('NOAUTH');
});
