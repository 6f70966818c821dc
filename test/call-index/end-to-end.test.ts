import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import type { CallIndexNotice } from '../../src/domain/call-index.ts';
import type { CreateIndex } from '../../src/gateway/create-gateway.ts';
import { openFrontDoor } from '../front-door.ts';
import { scratchFolder } from './scratch-folder.ts';

const unanswered = () => Promise.reject(new Error('This test asks for no calls of the index.'));

const coverage = '{ callSources { index { coverage { state callCount } } } }';

test('an index over sandboxes becomes current by exactly as many requests as their lists have pages', async () => {
  const path = join(scratchFolder(), 'calls.db');
  const notices: CallIndexNotice[] = [];
  const settings = { path, walkEveryMs: 86_400_000, keepDays: null };
  const createIndex: CreateIndex = sources => ({
    ...createCallIndex({ ...settings, sources, onNotice: notice => void notices.push(notice) }),
    list: unanswered,
    stats: unanswered,
  });
  const door = await openFrontDoor({
    butter: { calls: 2_500 },
    burki: { calls: 2_500 },
    gateway: { createIndex },
  });
  const isCurrent = { index: { coverage: { state: 'CURRENT', callCount: 2_500 } } };
  await expect
    .poll(async () => (await door.ask(coverage)).data.callSources, { timeout: 60_000 })
    .toEqual([isCurrent, isCurrent]);
  const requests = door.cost();
  const count = (pattern: RegExp) => requests.filter(request => pattern.test(request)).length;
  // Readings of the newest end, every five seconds, come besides.
  const newest = /^(?:BUTTER .*limit=100|BURKI .*skip=0&limit=100)$/;
  expect(count(/^BUTTER .*cursor=/)).toBe(24);
  expect(count(/^BURKI .*limit=1000/)).toBe(3);
  expect(count(/^BURKI .*\/count$/)).toBe(1);
  expect(count(newest)).toBeGreaterThanOrEqual(1);
  expect(requests).toHaveLength(24 + 3 + 1 + count(newest));
  expect(notices.map(({ source, type }) => `${source} ${type}`).sort()).toEqual([
    'BURKI WALKED',
    'BUTTER WALKED',
  ]);
});
