import { expect, test } from 'vitest';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, expectSharing, openReplica } from './replicas.ts';

const day = 24 * 60 * 60_000;

test.skipIf(withoutRedis)(
  'each entry renews the epoch that it is written in, and no other epoch',
  async () => {
    const { url, client } = await startRedis();
    const replica = openReplica(url).open('a-keyspace', createWorld(1).source);
    await connected(replica);
    const epoch = 'a-keyspace:epoch';
    await client.pexpire(epoch, day);
    await expectSharing(replica, client);
    expect(await client.pttl(epoch)).toBeGreaterThan(6 * day);
    await client.set(epoch, 'of-another-purge', 'PX', day);
    const entry = { value: null, at: Date.now(), freshMs: 60_000 };
    replica.store.openWriter()('a-keyspace:agent:1', entry, value => value);
    await replica.store.shared?.get('a-keyspace:agent:1', () => true);
    expect(await client.pttl(epoch)).toBeLessThanOrEqual(day);
  },
);
