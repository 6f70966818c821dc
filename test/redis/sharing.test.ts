import { describe, expect, onTestFinished, test } from 'vitest';
import type { GatewayObserver } from '../../src/observability/observer.ts';
import { durationOf } from '../duration.ts';
import { itemOf } from '../front-door.ts';
import { silentObserver } from '../silent-observer.ts';
import { withoutRedis } from './redis-server.ts';
import { cache, openTwo, ready } from './two-gateways.ts';

if (withoutRedis) console.warn(`Tests with Redis are skipped: ${withoutRedis}`);

const butterCall = '{ callBySid(sid: "call_abc123def456") { status transport turns { number } } }';
const burkiCall = '{ callByDatabaseId(databaseId: 101) { status flowName } }';
const butterRequest = 'BUTTER /api/calls/call_abc123def456';
const burkiRequest = 'BURKI /api/v1/calls/101';

describe.skipIf(withoutRedis)('two gateways on one Redis', () => {
  test('fetch a settled call once between them', async () => {
    const { door, other } = await openTwo();
    const first = await door.ask(burkiCall);
    await expect
      .poll(async () => itemOf((await other.ask(burkiCall)).extensions.explain.sources, 'BURKI').sharedHits)
      .toBe(1);
    expect((await other.ask(burkiCall)).data).toEqual(first.data);
    expect(door.cost()).toEqual([burkiRequest]);
  });

  test('send one request for many concurrent requests to both', async () => {
    const { door, other } = await openTwo();
    door.burki.play({ fault: { kind: 'delay', ms: 100 } });
    const asked = Array.from({ length: 20 }, (_, index) => (index % 2 ? door : other).ask(burkiCall));
    for (const { data } of await Promise.all(asked)) expect(data.callByDatabaseId.status).toBe('COMPLETED');
    expect(door.cost()).toEqual([burkiRequest]);
  });

  test('share no conversation by default, and fetch it whole when it is needed', async () => {
    const { redis, door, other } = await openTwo();
    const { data } = await door.ask(butterCall);
    expect((await other.ask(butterCall)).data).toEqual(data);
    expect(door.cost()).toEqual([butterRequest, butterRequest]);
    const kept = await Promise.all(
      (await redis.client.keys('*:call:call_abc123def456')).map(key => redis.client.get(key)),
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]).not.toContain('turns');
    expect(kept[0]).not.toContain('recordings');
  });

  test('share conversations if the setting says so', async () => {
    const { door, other } = await openTwo({ gateway: { cache: { ...cache, shareConversations: true } } });
    const { data } = await door.ask(butterCall);
    expect((await other.ask(butterCall)).data).toEqual(data);
    expect(door.cost()).toEqual([butterRequest]);
  });

  test('both remove the entries that an operator purges', async () => {
    const { redis, door, other } = await openTwo();
    await door.ask(burkiCall);
    await other.ask(burkiCall);
    expect(await door.gateway.purge.call('101')).toBe('everywhere');
    expect(await redis.client.keys('*:call:101')).toEqual([]);
    door.cost();
    await expect
      .poll(async () => {
        await other.ask(burkiCall);
        return door.cost();
      })
      .toEqual([burkiRequest]);
  });

  test('remove a cached call when another gateway fetches its end', async () => {
    const { door, other } = await openTwo();
    const { id } = door.burki.arrive({ status: 'in_progress' });
    const query = `{ callByDatabaseId(databaseId: ${id}) { status } }`;
    const statusAt = async ({ ask }: Pick<typeof other, 'ask'>) =>
      (await ask(query)).data.callByDatabaseId.status;
    await statusAt(other);
    await statusAt(door);
    door.burki.change(id, { status: 'completed' });
    await expect.poll(() => statusAt(door)).toBe('COMPLETED');
    expect(await statusAt(other)).toBe('COMPLETED');
  });

  test('share calls, and convert their costs each by its own rates', async () => {
    const { door } = await openTwo();
    const inDollars = door.replica({ costConversion: { currency: 'USD', rates: { CREDITS: '0.01' } } });
    const inEuros = door.replica({ costConversion: { currency: 'EUR', rates: { CREDITS: '0.02' } } });
    await ready(inDollars);
    await ready(inEuros);
    const convertedBy = async ({ ask }: Pick<typeof door, 'ask'>) =>
      (await ask('{ callBySid(sid: "call_abc123def456") { cost { converted { amount currency } } } }')).data
        .callBySid.cost.converted;
    expect(await convertedBy(door)).toBeNull();
    expect(door.cost()).toEqual([butterRequest]);
    await expect
      .poll(async () => [await convertedBy(inDollars), await convertedBy(inEuros), door.cost()])
      .toEqual([{ amount: '0.1235', currency: 'USD' }, { amount: '0.247', currency: 'EUR' }, []]);
  });

  const newest = 'calls(first: 100, filter: { sources: [BUTTER] }) { edges { node { sid } } }';
  const costs = 'callBySid(sid: "call_abc123def456") { cost { total unattributed } billingStatus }';

  test('share a detail with the row that it belongs to, also where rows are rounded', async () => {
    const { door, other } = await openTwo({ butter: { calls: 20 } });
    const round = (json: unknown) =>
      JSON.parse(JSON.stringify(json).replaceAll('"total_cost":12.35', '"total_cost":12'));
    door.butter.play({ route: 'list', fault: { kind: 'rewrite', change: round } });
    await door.ask(`{ ${newest} }`);
    await door.ask(`{ ${costs} }`);
    await door.ask(`{ calls(first: 99, filter: { sources: [BUTTER] }) { edges { node { sid } } } }`);
    await other.ask(`{ ${newest} }`);
    door.cost();
    await expect
      .poll(async () => (await other.ask(`{ ${costs} }`)).data.callBySid)
      .toEqual({
        cost: { total: '12.35', unattributed: '1.35' },
        billingStatus: 'billed',
      });
    expect(door.cost()).toEqual([]);
  });

  test('remove a settled call when another gateway lists a changed row', async () => {
    const { door, other } = await openTwo({ butter: { calls: 20 } });
    const totalAt = async ({ ask }: Pick<typeof other, 'ask'>) =>
      (await ask(`{ ${costs} }`)).data.callBySid.cost.total;
    expect([await totalAt(door), await totalAt(other)]).toEqual(['12.35', '12.35']);
    door.butter.change('call_abc123def456', { total_cost: 13 });
    await other.ask(`{ ${newest} }`);
    await expect.poll(() => totalAt(door)).toBe('13');
    expect(await totalAt(other)).toBe('13');
  });

  test('announce a changed call in one message', async () => {
    const { redis, door } = await openTwo({ butter: { calls: 20 } });
    await door.ask(`{ ${costs} }`);
    await expect.poll(() => redis.client.keys('*:call:*')).toHaveLength(1);
    const messages: string[] = [];
    const subscriber = redis.client.duplicate();
    onTestFinished(() => subscriber.disconnect());
    subscriber.on('message', (_, message) => messages.push(message));
    const channels = (await redis.client.keys('*:epoch')).map(key => key.replace(/epoch$/, 'bus'));
    await subscriber.subscribe(...channels);
    door.butter.change('call_abc123def456', { total_cost: 13 });
    await door.ask(`{ ${newest} }`);
    await expect.poll(() => messages.length).toBeGreaterThan(0);
    await redis.client.publish(channels[0] ?? '', 'the last');
    await expect.poll(() => messages.at(-1)).toBe('the last');
    expect(messages.slice(0, -1)).toEqual([
      expect.stringMatching(/"changed".*:call:call_abc123def456".*:transcript:.*:recordings:.*:row:/),
    ]);
  });

  test('with different credentials never share entries', async () => {
    const { redis, door } = await openTwo();
    await door.ask(burkiCall);
    const kept = () => redis.client.keys('*:call:101');
    await expect.poll(kept).toHaveLength(1);
    const keys = await kept();
    for (const key of keys) expect(key).toMatch(/^switchboard:4:[\w-]{22}:call:101$/);
    expect(keys.join()).not.toContain(door.burki.apiKey);
  });

  test('ignore broken entries of Redis and invalid messages', async () => {
    const { redis, door, other } = await openTwo();
    await door.ask(burkiCall);
    await expect.poll(() => redis.client.keys('*:call:101')).toHaveLength(1);
    const [key = ''] = await redis.client.keys('*:call:101');
    await redis.client.set(key, '{"value":');
    const channel = key.replace(/:call:101$/, ':bus');
    const epoch = await redis.client.get(channel.replace(/bus$/, 'epoch'));
    const cycle = { kind: 'purge', change: { previous: epoch, epoch }, calls: { keys: [], sids: [] } };
    const messages = ['', 'null', '{"from":1}', '[]', '{"from":"x"}', '{"from":"x","news":{}}'];
    for (const message of [...messages, JSON.stringify({ from: 'x', news: cycle })])
      expect(await redis.client.publish(channel, message)).toBe(2);
    expect((await other.ask(burkiCall)).data.callByDatabaseId.status).toBe('COMPLETED');
    expect(door.cost()).toEqual([burkiRequest, burkiRequest]);
  });
});

describe.skipIf(withoutRedis)('without its Redis a gateway', () => {
  function watching() {
    const events: string[] = [];
    const observer: GatewayObserver = { ...silentObserver, redis: event => void events.push(event) };
    return { events, observer };
  }

  test('uses its own memory at once, logs that once, and shares again when Redis is back', async () => {
    const { events, observer } = watching();
    const { redis, door, other } = await openTwo({ gateway: { observers: [observer] } });
    await redis.stop();
    await door.ask(burkiCall);
    await door.ask(burkiCall);
    expect(door.cost()).toEqual([burkiRequest]);
    expect(await door.gateway.purge.all()).toBe('here');
    await redis.start();
    await ready(door);
    await ready(other);
    await door.ask(burkiCall);
    await other.ask(burkiCall);
    expect(door.cost()).toEqual([burkiRequest]);
    // Each of the two says it once.
    expect(events).toEqual(['lost', 'lost', 'back', 'back']);
  });

  test('that hangs waits for it once, and then fetches from the source', async () => {
    const { redis, door } = await openTwo();
    redis.freeze();
    const first = await durationOf(() => door.ask(burkiCall));
    const next = await durationOf(async () => {
      for (let index = 0; index < 10; index += 1)
        await door.ask(`{ callByDatabaseId(databaseId: ${1001 + index}) { status } }`);
    });
    // Had each waited as long as the first, it would be ten times.
    expect(next).toBeLessThan(8 * first);
    expect(door.cost()).toHaveLength(11);
    redis.resume();
  });
});
