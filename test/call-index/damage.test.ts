import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import type { CallIndexNotice } from '../../src/domain/call-index.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';
import { openFrontDoor } from '../front-door.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A gateway with an index in a file. */
async function open(path: string) {
  const notices: CallIndexNotice[] = [];
  const onNotice = (notice: CallIndexNotice) => void notices.push(notice);
  const createIndex: CreateIndex = sources =>
    createCallIndex({ sources, path, walkEveryMs: 86_400_000, keepDays: null, onNotice });
  const door = await openFrontDoor({ butter: { calls: 3 }, burki: { calls: 3 }, gateway: { createIndex } });
  const states = async () => {
    const { data } = await door.ask('{ callSources { index { coverage { state } } } }');
    return data.callSources.map(
      ({ index }: { index: { coverage: { state: string } } }) => index.coverage.state,
    );
  };
  return {
    ...door,
    notices,
    becomes: (state: string) => expect.poll(states).toEqual([state, state]),
  };
}

const byDuration = '{ calls(first: 2, orderBy: { field: DURATION }) { totalCount coverage { origin } } }';
const usual = '{ calls(first: 2) { edges { node { sid } } coverage { origin state } } }';

test('a damaged file is set aside with one notice, and the index is built anew', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'calls.db');
  writeFileSync(path, 'x'.repeat(10_000));
  const { ask, becomes, notices } = await open(path);
  await becomes('CURRENT');
  const { data, errors } = await ask(byDuration);
  expect(errors).toBeUndefined();
  expect(data.calls.totalCount).toBe(6);
  expect(notices.filter(({ type }) => type === 'STORE')).toEqual([
    {
      source: null,
      type: 'STORE',
      message: expect.stringMatching(/^The file of the index is damaged .* built anew\.$/),
    },
  ]);
  const aside = readdirSync(folder).filter(name => name.startsWith('calls.db.broken-'));
  expect(aside.map(name => statSync(join(folder, name)).size)).toEqual([10_000]);
});

test('while the store fails, lists go on by the sources; then the index is kept again', async () => {
  const folder = join(scratchFolder(), 'unmounted');
  const { ask, becomes, notices } = await open(join(folder, 'calls.db'));
  await becomes('FAILED');
  const { data, errors } = await ask(usual);
  expect(errors).toBeUndefined();
  expect(data.calls.edges).toHaveLength(2);
  expect(data.calls.coverage.map(({ origin }: { origin: string }) => origin)).toEqual(['SOURCE', 'SOURCE']);
  expect((await ask(byDuration)).errors).toHaveLength(1);
  const failed = notices.filter(({ type }) => type === 'FAILED');
  expect(failed.map(({ source }) => source).sort()).toEqual(['BURKI', 'BUTTER']);
  mkdirSync(folder);
  await becomes('CURRENT');
});
