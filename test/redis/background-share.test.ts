import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultIndexSettings } from '../../src/domain/index-settings.ts';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { type FrontDoor, holdAnswers, openFrontDoor } from '../front-door.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { cache, ready } from './two-gateways.ts';

const newIndex = () => ({ ...defaultIndexSettings, path: join(scratchFolder(), 'calls.db') });

/** Two gateways on one Redis, each of which has begun to fill an index of its own. No request is answered before `release`. */
async function openTwoIndexes() {
  const redis = await startRedis();
  const door = await openFrontDoor({
    butter: { calls: 1_000 },
    off: ['BURKI'],
    requestsPerSecond: 10,
    gateway: { cache, redisUrl: redis.url },
  });
  const release = holdAnswers(door.butter);
  const gateways = [1, 2].map(() => door.replica({ index: newIndex() }));
  for (const gateway of gateways) await ready(gateway);
  await expect.poll(() => door.butter.requests.length).toBe(2);
  return { butter: door.butter, gateways, release };
}

async function stateOf({ ask }: Pick<FrontDoor, 'ask'>): Promise<string> {
  const { data } = await ask('{ callSources { index { coverage { state } } } }');
  return data.callSources[0].index.coverage.state;
}

describe.skipIf(withoutRedis)('two gateways on one Redis', () => {
  test('fill their indexes within one share of the quota together', async () => {
    const { butter, gateways, release } = await openTwoIndexes();
    const arrivals: number[] = [];
    butter.play({
      matches: () => arrivals.push(performance.now()) === 0,
      fault: { kind: 'hang' },
    });
    const delays = monitorEventLoopDelay({ resolution: 5 });
    delays.enable();
    onTestFinished(() => void delays.disable());
    release();
    for (const gateway of gateways) await expect.poll(() => stateOf(gateway)).toBe('CURRENT');
    expect(arrivals.length).toBeGreaterThanOrEqual(18);
    const gaps = arrivals.slice(5).map((at, index) => at - (arrivals[index] ?? 0));
    // A busy machine may delay the first of two requests by as much as it was stalled.
    expect(Math.min(...gaps) + delays.max / 1e6).toBeGreaterThan(1_000);
  });
});
