import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresDatabase } from '../../src/call-index/store/postgres/postgres-database.ts';
import { callOf } from '../domain/call-of.ts';
import { openStore, pageOf, type StoreParts } from './open-store.ts';
import { createPostgres, type PostgresServer, withoutPostgres } from './postgres-server.ts';

const called = (key: string, endReason: string | null = null) => callOf({ databaseId: key, endReason });

describe.skipIf(withoutPostgres)('stores of two processes on one PostgreSQL', () => {
  let server: PostgresServer;
  let tests = 0;

  beforeAll(async () => {
    server = await createPostgres();
  }, 60_000);
  afterAll(() => server?.remove());

  /** Two stores that have opened an account of two calls, which the first one wrote. */
  async function openTwo(): Promise<readonly [StoreParts, StoreParts]> {
    tests += 1;
    await server.query(`create database test_${tests}`);
    const url = server.url(`test_${tests}`);
    const leader = openStore(() => openPostgresDatabase(url));
    const follower = openStore(() => openPostgresDatabase(url));
    await leader.store.openAccount('BURKI', 'ours');
    await leader.store.writePage('BURKI', pageOf([called('1'), called('2')], { walk: 1 }));
    await follower.store.openAccount('BURKI', 'ours');
    return [leader, follower];
  }

  const keysOf = ({ store }: StoreParts) => store.sampleKeys('BURKI', 9);

  test('a follower reads what was added, changed and removed, and the state', async () => {
    const [leader, follower] = await openTwo();
    const page = pageOf([called('1', 'hangup'), called('3')]);
    await leader.store.writePage('BURKI', { ...page, state: { ...page.state, asOf: 7 } });
    await leader.store.removeCalls('BURKI', ['2'], { ...page.state, asOf: 8 });
    const snapshot = await follower.accounts.follow('BURKI');
    expect(snapshot).toEqual({ state: { ...page.state, asOf: 8 }, callCount: 2 });
    const { endReason, dictionaries } = follower.rows.columns;
    const hangup = dictionaries.endReason.codeOf('hangup') ?? 0;
    expect(Array.from(endReason).filter(code => code === hangup && code !== 0)).toHaveLength(1);
    expect(await keysOf(follower)).toEqual(['1', '3']);
  });

  test('a call that a follower erases is not written again by a leader that has not heard of it', async () => {
    const [leader, follower] = await openTwo();
    expect(await follower.erasure.eraseCall('BURKI', '1')).toMatchObject({ wasStored: true });
    await leader.store.writePage('BURKI', pageOf([called('1', 'hangup'), called('2'), called('3')]));
    expect(await keysOf(leader)).toEqual(['2', '3']);
    await follower.erasure.restoreCall('BURKI', '1');
    await leader.store.writePage('BURKI', pageOf([called('1'), called('4')]));
    expect(await keysOf(leader)).toEqual(['1', '2', '3', '4']);
  });

  test('a follower erases a call that was added since it looked', async () => {
    const [leader, follower] = await openTwo();
    await leader.store.writePage('BURKI', pageOf([called('3')]));
    expect(await follower.erasure.eraseCall('BURKI', '3')).toMatchObject({ wasStored: true });
    await leader.accounts.follow('BURKI');
    expect(await keysOf(leader)).toEqual(['1', '2']);
  });

  test('an account that is built anew is followed', async () => {
    const [leader, follower] = await openTwo();
    await leader.store.resetAccount('BURKI');
    await leader.store.writePage('BURKI', pageOf([called('9')]));
    expect((await follower.accounts.follow('BURKI')).callCount).toBe(1);
    expect(await keysOf(follower)).toEqual(['9']);
  });

  test('a follower that takes the lead knows which calls the walk has seen', async () => {
    const [leader, follower] = await openTwo();
    await leader.store.writePage('BURKI', pageOf([called('2')], { walk: 2 }));
    await follower.accounts.readSeenWalks();
    expect(await follower.store.unseenKeys('BURKI', 2, null, 9)).toEqual({ total: 1, keys: ['1'] });
  });
});
