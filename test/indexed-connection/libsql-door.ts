import { join } from 'node:path';
import { expect } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';
import { callsOf } from '../call-index/in-memory-index.ts';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { type FrontDoorOptions, openFrontDoor } from '../front-door.ts';
import { costConversion, type ListingDoor, pageQuery } from './indexed-door.ts';

const states = '{ callSources { index { coverage { state } } } }';

/** A gateway over both sandboxes with an index on libsql, which has read all of their calls. */
export async function openLibsqlDoor(
  options: FrontDoorOptions = {},
  numbersKey: string | null = null,
): Promise<ListingDoor> {
  const path = join(scratchFolder(), 'calls.db');
  const settings = { path, walkEveryMs: 86_400_000, keepDays: null, numbersKey };
  const createIndex: CreateIndex = sources => createCallIndex({ ...settings, sources, onNotice: () => {} });
  const gateway = { costConversion, ...options.gateway, createIndex };
  const door = await openFrontDoor({ ...options, gateway });
  const isCurrent = { index: { coverage: { state: 'CURRENT' } } };
  await expect.poll(async () => (await door.ask(states)).data.callSources).toEqual([isCurrent, isCurrent]);
  const calls = () => callsOf(door.butter, door.burki);
  return { ...door, calls, page: args => door.ask(pageQuery, { ...args }) };
}
