import { expect, test } from 'vitest';
import { createEnding } from '../../src/domain/ending.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, openReplica } from './replicas.ts';
import { openTwo } from './two-gateways.ts';

test.skipIf(withoutRedis)('no sid that a client asks for is taken for a lock of another', async () => {
  const { door } = await openTwo({ gateway: { deadlineMs: 1_500 } });
  for (const sid of ['call_77:turn', 'call_77:lock', 'lock:call_77']) {
    expect((await door.ask(`{ callBySid(sid: "${sid}") { status } }`)).errors).toBeUndefined();
    const { data, errors } = await door.ask('{ callBySid(sid: "call_77") { status } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ callBySid: null });
    await door.gateway.forget.call('call_77');
  }
});

test.skipIf(withoutRedis)('a lock that has expired is released by its next owner alone', async () => {
  const { url, client } = await startRedis();
  const { source } = createWorld(1);
  const replicas = [openReplica(url), openReplica(url)].map(({ open }) => open('a-keyspace', source).store);
  for (const store of replicas) await connected({ store });
  const acquire = (store?: (typeof replicas)[number]) => store?.shared?.acquireLock('a-key', createEnding());
  const locks = () => client.keys('a-keyspace:lock:*');
  const first = await acquire(replicas[0]);
  await client.unlink(await locks());
  const second = await acquire(replicas[1]);
  first?.();
  await replicas[0]?.shared?.get('a-key', () => true);
  expect(await locks()).toHaveLength(1);
  second?.();
  await expect.poll(locks).toEqual([]);
});
