import { connect, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import { acquireLease } from '../../src/call-index/store/postgres/lease.ts';
import { openPostgresDatabase } from '../../src/call-index/store/postgres/postgres-database.ts';
import { encodeRow } from '../../src/call-index/store/row-codec.ts';
import type { RowDatabase } from '../../src/call-index/store/row-database.ts';
import { callOf } from '../domain/call-of.ts';
import { listen } from '../listen.ts';
import { createSelfSigned, withoutOpenssl } from '../upstream/certificates.ts';
import { usePostgres, withoutPostgres } from './postgres-server.ts';
import { testRowDatabase } from './row-database-contract.ts';

describe.skipIf(withoutPostgres)('PostgreSQL', () => {
  const server = usePostgres();
  const databases = new Map<string, Promise<string>>();

  /** The address of a database of its own for each test. */
  function urlOfTest(): Promise<string> {
    const test = expect.getState().currentTestName ?? '';
    const url = databases.get(test) ?? server.createDatabase().then(server.url);
    databases.set(test, url);
    return url;
  }

  async function open(): Promise<RowDatabase> {
    const database = await openPostgresDatabase(await urlOfTest());
    onTestFinished(() => database.close().catch(() => undefined));
    return database;
  }

  describe('the rows', () => testRowDatabase(open));

  const ours = [{ source: 'BURKI', name: 'ours' }] as const;
  const rowOf = (key: string) => ({
    values: encodeRow(callOf({ databaseId: key, sid: `CA${key}` })),
    seenWalk: 0,
    changedAt: 0,
  });

  test('two processes that open an empty database at once find the same tables', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const accounts = await Promise.all([one, other].map(database => database.openAccount('BURKI', 'ours')));
    expect(accounts[0]).toEqual(accounts[1]);
  });

  test('a sid is found by an index, and not by a scan of all rows', async () => {
    const database = await open();
    const { id: account } = await database.openAccount('BURKI', 'ours');
    await database.write({ account, inserts: Array.from({ length: 5_000 }, (_, key) => rowOf(`${key}`)) });
    const name = new URL(await urlOfTest()).pathname.slice(1);
    await server.query('analyze switchboard_index.call', name);
    expect(await database.findKeysBySid(account, 'CA4321')).toEqual(['4321']);
    const scans = "select idx_scan > 0 from pg_stat_user_indexes where indexrelname = 'call_sid'";
    await expect.poll(() => server.query(scans, name)).toEqual([[true]]);
  });

  test('tables of another format are refused, and stay as they are', async () => {
    await (await open()).close();
    const name = new URL(await urlOfTest()).pathname.slice(1);
    await server.query('update switchboard_index.store set format = 99', name);
    await expect(open()).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      message: expect.stringContaining('has format 99, and this version needs 4'),
    });
    expect(await server.query('select format from switchboard_index.store', name)).toEqual([[99]]);
  });

  test('a write that rests on rows which another process has changed is refused until these are read', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const { id: account } = await one.openAccount('BURKI', 'ours');
    await other.openAccount('BURKI', 'ours');
    await one.write({ account, inserts: [rowOf('1')] });
    await expect(other.write({ account, inserts: [rowOf('2')] })).rejects.toMatchObject({ kind: 'CONFLICT' });
    const changes = await other.changesSince(account, other.shared?.knownVersion(account) ?? 0, 9);
    expect(changes?.rows.map(({ values: [key] }) => key)).toEqual(['1']);
    expect(await other.write({ account, inserts: [rowOf('2')] })).toHaveLength(1);
  });

  test('erased keys are read again only after one was erased or restored', async () => {
    const database = await open();
    const { id: account, erasedVersion } = await database.openAccount('BURKI', 'ours');
    await database.write({ account, inserts: [rowOf('1')], state: newSyncState });
    const openSince = (known: number) => database.openAccount('BURKI', 'ours', known);
    expect(await openSince(erasedVersion)).toMatchObject({ erasedHashes: null, erasedVersion });
    await database.write({ account, erasedHash: 'hash' });
    const erased = await openSince(erasedVersion);
    expect(erased.erasedHashes).toEqual(['hash']);
    expect((await openSince(erased.erasedVersion)).erasedHashes).toBeNull();
    await database.write({ account, restoredHash: 'hash' });
    expect((await openSince(erased.erasedVersion)).erasedHashes).toEqual([]);
  });

  test('a database that takes no writes, as a standby, is led by no process, which says so', async () => {
    await (await open()).close();
    const name = new URL(await urlOfTest()).pathname.slice(1);
    await server.query(`alter database ${name} set default_transaction_read_only = on`);
    const database = await open();
    await expect(database.shared?.lead(ours, createCancellation())).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      message: 'The database of the index is read-only, by a setting or because it is a standby.',
    });
    await server.query(
      `begin read write; alter database ${name} reset default_transaction_read_only; commit`,
      name,
    );
    const lease = await database.shared?.lead(ours, createCancellation());
    expect(lease?.loss.reason).toBeNull();
    await lease?.release();
  });

  test('its size is that of all of its tables, with their indexes', async () => {
    const database = await open();
    const { id: account } = await database.openAccount('BURKI', 'ours');
    await database.write({ account, inserts: [rowOf('1')] });
    const name = new URL(await urlOfTest()).pathname.slice(1);
    const sizes = await server.query(
      `select pg_total_relation_size(format('%I.%I', schemaname, tablename)) from pg_tables where schemaname = 'switchboard_index'`,
      name,
    );
    expect(sizes).toHaveLength(6);
    expect(await database.shared?.readBytes()).toBe(sizes.reduce((sum, [size]) => sum + Number(size), 0));
  });

  test('one process leads for an account, and another one once that has released it', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const never = createCancellation();
    const lease = await one.shared?.lead(ours, never);
    const elsewhere = await other.shared?.lead([{ source: 'BURKI', name: 'theirs' }], never);
    await elsewhere?.release();
    let hasLed = false;
    const next = other.shared?.lead(ours, never).then(taken => {
      hasLed = true;
      return taken;
    });
    const impatient = createCancellation();
    const cancelled = one.shared?.lead(ours, impatient);
    impatient.cancel(new Error('The process ends.'));
    await expect(cancelled).rejects.toThrow('The process ends.');
    expect(hasLed).toBe(false);
    await lease?.release();
    await (await next)?.release();
    expect(hasLed).toBe(true);
  });

  test('a session that a pooler gives to several processes leads for none', async () => {
    const name = new URL(await urlOfTest()).pathname.slice(1);
    const before = await (await open()).shared?.lead(ours, createCancellation());
    await before?.release();
    // The variable by which another process has marked the session.
    await server.query(`alter database ${name} set switchboard_index.lease = 'another'`);
    await expect((await open()).shared?.lead(ours, createCancellation())).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      message: expect.stringMatching(/^A pooler /),
    });
  });

  test('a connection begins with no parameter that poolers refuse, and sets its limits itself', async () => {
    const url = new URL(await urlOfTest());
    const sent: string[][] = [];
    const relay = createServer(client => {
      const upstream = connect(Number(url.port), url.hostname);
      const packets: string[] = [];
      sent.push(packets);
      client.on('data', packet => packets.push(packet.toString('latin1')));
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
    });
    const relayed = new URL(url);
    relayed.port = String(await listen(relay));
    const database = await openPostgresDatabase(relayed.href);
    const lease = await database.shared?.lead(ours, createCancellation());
    await lease?.release();
    await database.close();
    relay.close();
    const namesIn = ([start = '']: readonly string[]) =>
      start
        .slice(8)
        .split('\0')
        .filter((_, at) => at % 2 === 0);
    expect(sent.map(namesIn)).toEqual(
      Array(2).fill(['user', 'database', 'application_name', 'client_encoding', '']),
    );
    for (const packets of sent) expect(packets.join()).toContain('set statement_timeout = 30000');
  });

  test('a leader that is silent, as one that is frozen, loses the lead to another', async () => {
    const url = await urlOfTest();
    const frozen = await acquireLease(url, ours, createCancellation(), 100);
    await expect.poll(() => frozen.loss.reason).toBeInstanceOf(Error);
    const next = await acquireLease(url, ours, createCancellation());
    expect(next.loss.reason).toBeNull();
    await next.release();
  });

  test('a leader that loses its connection learns of it, and writes nothing more before it has given up', async () => {
    const database = await open();
    const { id: account } = await database.openAccount('BURKI', 'ours');
    const lease = await database.shared?.lead(ours, createCancellation());
    await database.write({ account, inserts: [rowOf('1')] });
    await server.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);
    await expect.poll(() => lease?.loss.reason).toBeInstanceOf(Error);
    await expect(database.write({ account, inserts: [rowOf('2')] })).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
    });
    await lease?.release();
    expect(await database.write({ account, inserts: [rowOf('2')] })).toHaveLength(1);
  });

  test('a connection that breaks in the middle of a statement fails that statement, and not the process', async () => {
    const database = await open();
    const { id: account } = await database.openAccount('BURKI', 'ours');
    const name = new URL(await urlOfTest()).pathname.slice(1);
    const lock = `begin; lock table switchboard_index.call; select pg_sleep(60)`;
    const locked = server.query(lock, name).catch(() => undefined);
    const session = `from pg_stat_activity where datname = '${name}' and application_name = 'switchboard index'`;
    const holds = `select 1 from pg_locks where mode = 'AccessExclusiveLock' and relation is not null and granted`;
    await expect.poll(() => server.query(holds, name)).not.toEqual([]);
    const failures = [0, 1, 2].map(() =>
      expect(database.loadRows(account, 0, 9)).rejects.toMatchObject({
        kind: 'UNAVAILABLE',
      }),
    );
    const waiting = `select pid ${session} and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await server.query(waiting, name)).length).toBe(3);
    await server.stop();
    await Promise.all([...failures, locked]);
    await server.start();
    expect(await database.loadRows(account, 0, 9)).toEqual([]);
  });

  test('a server that restarts is used again, and its failures name neither the address nor a row', async () => {
    const database = await open();
    const { id: account } = await database.openAccount('BURKI', 'ours');
    await database.write({ account, inserts: [rowOf('12345')] });
    await server.stop();
    await expect(database.openAccount('BURKI', 'ours')).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      message: expect.stringMatching(/^The database of the index [^:@]*\.$/),
    });
    await server.start();
    await expect(database.write({ account, inserts: [rowOf('12345')] })).rejects.toMatchObject({
      message: 'The database of the index cannot be read or written (23505).',
    });
    expect(await database.loadRows(account, 0, 9)).toHaveLength(1);
  });
});

describe.skipIf(withoutOpenssl)('PostgreSQL over TLS', () => {
  test('a server with an untrusted certificate learns neither the user nor the password', async () => {
    const received: Buffer[] = [];
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      socket.once('data', packet => {
        received.push(packet);
        socket.write('S');
        const secured = new TLSSocket(socket, { ...createSelfSigned(), isServer: true });
        secured.on('error', () => undefined);
        secured.on('data', packet => received.push(packet));
      });
    });
    const port = await listen(server);
    onTestFinished(() => void server.close());
    const url = `postgres://someone:secret@127.0.0.1:${port}/calls?sslmode=verify-full`;
    await expect(openPostgresDatabase(url)).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      message: 'The database of the index cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT).',
    });
    expect(received).toEqual([sslRequest]);
  });
});

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
