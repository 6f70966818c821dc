import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocks, readText } from '../docs/pages.ts';
import { openFolder } from '../run-main.ts';
import { configOf, longestStopMs } from '../settings.ts';

const unit = readText('deploy/systemd/switchboard.service');
const settingOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1];

const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const isThere = analyze('--version').error === undefined;

if (!isThere) console.warn('Skipped: there is no systemd-analyze here to read the unit.');

test.skipIf(!isThere)('systemd reads the unit without a complaint', async () => {
  const path = join(await openFolder(), 'switchboard.service');
  await writeFile(path, unit.replace('/usr/bin/node', process.execPath));
  const { status, stderr } = analyze('verify', '--man=no', path);
  expect([status, stderr]).toEqual([0, '']);
});

test.skipIf(!isThere)('systemd rates the exposure of the unit at most 2 of 10', async () => {
  const path = join(await openFolder(), 'switchboard.service');
  await writeFile(path, unit);
  const { status, stdout } = analyze('security', '--offline=true', '--threshold=20', path);
  expect(stdout).toContain('Overall exposure level');
  expect(status).toBe(0);
});

test('the unit waits for longer than a stop takes by default', () => {
  expect(settingOf('KillSignal')).toBe('SIGTERM');
  expect(Number(settingOf('TimeoutStopSec')) * 1_000).toBeGreaterThan(longestStopMs(configOf({})));
});

test('the unit lets the gateway write to the folder that its page names, and to no other', () => {
  expect(settingOf('ProtectSystem')).toBe('strict');
  expect(settingOf('ReadWritePaths')).toBeUndefined();
  expect(readText('docs/operating.md')).toContain(
    `\`INDEX_PATH=/var/lib/${settingOf('StateDirectory')}/calls.db\``,
  );
});

/** System calls of a filter, with those of its groups and of theirs. */
const callsOf = (name: string): string[] =>
  name.startsWith('@')
    ? (analyze('syscall-filter', name).stdout.match(/^ {4}[@\w]+$/gm) ?? []).flatMap(line =>
        callsOf(line.trim()),
      )
    : [name];

test.skipIf(!isThere)(
  'the unit lets the worker of the index lower its priority, and nothing change its user',
  () => {
    const allowed = new Set<string>();
    for (const [, forbids, filter = ''] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm))
      for (const call of filter.split(' ').flatMap(callsOf))
        if (forbids) allowed.delete(call);
        else allowed.add(call);
    expect(allowed).toContain('setpriority');
    expect(allowed).not.toContain('setuid');
  },
);

test('the page makes the file of settings of the unit, which root alone can read', () => {
  const commands = blocks('docs/operating.md', 'sh').find(text => text.includes('systemctl')) ?? '';
  expect(commands).toContain(`install -m 600 /dev/null ${settingOf('EnvironmentFile')}\n`);
});
