import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import type { CallIndexNotice } from '../../src/domain/call-index.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';
import { openFrontDoor } from '../front-door.ts';
import { scratchFolder } from './scratch-folder.ts';

const runs = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Mounts a file system in memory of some kilobytes; null where that is not allowed. It is unmounted after what is opened later. */
function mountDisk(kilobytes: number): { folder: string; resize(kilobytes: number): void } | null {
  const folder = join(scratchFolder(), 'disk');
  mkdirSync(folder);
  const mount = (options: string) => runs('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder);
  if (!mount(`size=${kilobytes}k`)) return null;
  onTestFinished(() => void runs('umount', folder));
  return { folder, resize: size => void mount(`remount,size=${size}k`) };
}

test('while the disk is full, lists go on by the sources; the index is complete once there is room', async context => {
  const disk = getuid?.() === 0 ? mountDisk(500) : null;
  if (!disk) {
    console.warn('Skipped: this process may not mount a small disk.');
    return context.skip();
  }
  const notices: CallIndexNotice[] = [];
  const settings = { path: join(disk.folder, 'calls.db'), walkEveryMs: 86_400_000, keepDays: null };
  const createIndex: CreateIndex = sources =>
    createCallIndex({ ...settings, sources, onNotice: notice => void notices.push(notice) });
  const door = await openFrontDoor({
    butter: { calls: 1_000 },
    burki: { calls: 1_000 },
    gateway: { createIndex },
  });
  const states = async () => {
    const { data } = await door.ask('{ callSources { index { coverage { state callCount } } } }');
    return data.callSources.map(({ index }: { index: { coverage: object } }) => index.coverage);
  };
  const failed = { state: 'FAILED' };
  await expect.poll(states).toMatchObject([failed, failed]);
  const failures = notices.filter(({ type }) => type === 'FAILED');
  expect(failures.map(({ source }) => source).sort()).toEqual(['BURKI', 'BUTTER']);
  for (const { message } of failures)
    expect(message).toBe('The disk of the index is full. The sync tries it again.');
  const { data, errors } = await door.ask('{ calls(first: 2) { nodes { id } coverage { origin state } } }');
  expect(errors).toBeUndefined();
  expect(data.calls.nodes).toHaveLength(2);
  const bySource = { origin: 'SOURCE', state: 'COMPLETE' };
  expect(data.calls.coverage).toEqual([bySource, bySource]);
  disk.resize(64_000);
  const current = { state: 'CURRENT', callCount: 1_000 };
  await expect.poll(states).toEqual([current, current]);
  expect(notices.filter(({ type }) => type === 'RECOVERED')).toHaveLength(2);
});
