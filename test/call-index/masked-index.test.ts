import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createMasking } from '../../src/call-index/masking/masking.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import { openLibsqlDatabase } from '../../src/call-index/store/libsql/libsql-database.ts';
import { openPostgresDatabase } from '../../src/call-index/store/postgres/postgres-database.ts';
import { createService } from '../../src/call-index/worker/handlers.ts';
import { createIndexWorker } from '../../src/call-index/worker/index-worker.ts';
import { createWorkerErasure, createWorkerStore } from '../../src/call-index/worker/worker-store.ts';
import { type Call, nativeKeyOf } from '../../src/domain/call.ts';
import { type CallFilter, everyCall } from '../../src/domain/call-filter.ts';
import { newestFirst } from '../../src/domain/call-order.ts';
import { withoutRates } from '../../src/domain/cost-conversion.ts';
import { digitsOf } from '../../src/domain/phone-number.ts';
import { sourceNames } from '../../src/domain/source-name.ts';
import { callOf } from '../domain/call-of.ts';
import { startInProcess } from './in-process-worker.ts';
import { type SecretCall, secretCall } from './masked-calls.ts';
import { pageOf } from './open-store.ts';
import { usePostgres, withoutPostgres } from './postgres-server.ts';
import { scratchFolder } from './scratch-folder.ts';

const key = 'a key of the tests, of 32 or more';
const accounts = sourceNames.map(source => ({ source, name: 'ours' }));
const others = [null, 'another key of the tests, as long'] as const;

/** A database of one engine, which can be opened again under another key. */
interface Place {
  /** Starts a worker that masks numbers by a key; null to store them. */
  open(numbersKey: string | null): MaskedIndex;
  /** Whether several processes may use it, so that only the leader deletes rows. */
  readonly isShared: boolean;
  /** Everything that the database holds. */
  dump(): Promise<Buffer>;
}

type MaskedIndex = ReturnType<typeof indexOf>;

function indexOf(open: (maskedBy: string | null) => Parameters<typeof createService>[0], key: string | null) {
  const masking = key === null ? null : createMasking(key);
  const worker = createIndexWorker({
    settings: { path: '' },
    onNotice: () => {},
    start: () => startInProcess(createService(open(masking?.fingerprint ?? null), masking)),
  });
  onTestFinished(worker.close);
  const store = createWorkerStore(worker);
  const request = { order: newestFirst, conversion: withoutRates, limit: 100, from: null, isBackward: false };
  return {
    worker,
    store,
    erasure: createWorkerErasure(worker),
    lead: () => createWorkerStore(worker, accounts).lead?.(createCancellation()),
    async openAccounts() {
      for (const source of sourceNames) await store.openAccount(source, 'ours');
    },
    async write(calls: readonly Call[], more: Parameters<typeof pageOf>[1] = {}) {
      for (const source of sourceNames)
        await store.writePage(
          source,
          pageOf(
            calls.filter(call => call.source === source),
            more,
          ),
        );
    },
    async list(filter: Partial<CallFilter> = {}): Promise<Call[]> {
      const whole = { ...request, filter: { ...everyCall, ...filter }, sources: sourceNames };
      return (await worker.query('list', [whole])).rows.map(({ call }) => call);
    },
  };
}

function libsqlPlace(): Place {
  const folder = scratchFolder();
  const path = join(folder, 'index.db');
  const open = (maskedBy: string | null) => (isDamaged: boolean) =>
    openLibsqlDatabase({ path, maskedBy, now: Date.now, onNotice: () => {} }, isDamaged);
  return {
    isShared: false,
    open: numbersKey => indexOf(open, numbersKey),
    async dump() {
      return Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))));
    },
  };
}

const idsOf = (calls: readonly Call[]): string[] =>
  calls.map(call => `${call.source} ${nativeKeyOf(call)}`).sort();

const distinct = fc.uniqueArray(secretCall, {
  minLength: 1,
  maxLength: 12,
  selector: ({ call }) => `${call.source} ${nativeKeyOf(call)}`,
});

/** Writes calls, with rechecks and a walk whose targets and places are sids. */
async function writeAll(index: MaskedIndex, calls: readonly Call[]): Promise<void> {
  const [first] = calls;
  const walk = { number: 1, startedAt: 0, oldest: null, damaged: 0, rowCount: 1, isRead: false };
  const state = {
    ...newSyncState,
    walk: { ...walk, place: first?.sid ?? null, isDeletionConfirmed: false },
  };
  await index.write(calls, { walk: 1, state });
  for (const call of calls)
    await index.store.addRechecks(call.source, [
      { kind: 'CALL', target: nativeKeyOf(call), dueAt: 1, step: 0, countedFrom: 0 },
      { kind: 'PAGE', target: `after ${call.sid}`, dueAt: 2, step: 0, countedFrom: 0 },
    ]);
}

async function expectNone(secrets: readonly string[], dump: () => Promise<Buffer>): Promise<void> {
  const held = await dump();
  expect(
    secrets.filter(secret => held.includes(secret) || held.includes(Buffer.from(secret, 'utf16le'))),
  ).toEqual([]);
}

function testMasking(openPlace: () => Promise<Place>): void {
  test('no number, no metadata and no address of a call is in the database', async () => {
    const { open, dump } = await openPlace();
    const index = open(key);
    await index.openAccounts();
    await fc.assert(
      fc.asyncProperty(distinct, async (given: readonly SecretCall[]) => {
        const calls = given.map(({ call }) => call);
        await writeAll(index, calls);
        await expectNone(
          given.flatMap(({ secrets }) => secrets),
          dump,
        );
        for (const call of calls) await index.erasure.eraseCall(call.source, nativeKeyOf(call));
        await expectNone(
          given.flatMap(({ secrets }) => secrets),
          dump,
        );
      }),
      { numRuns: 15 },
    );
    await index.worker.close();
  });

  test('calls come back without numbers and metadata, and otherwise as they are', async () => {
    const { open } = await openPlace();
    const index = open(key);
    await index.openAccounts();
    await fc.assert(
      fc.asyncProperty(distinct, async given => {
        const calls = given.map(({ call }) => call);
        await writeAll(index, calls);
        const listed = new Map((await index.list()).map(call => [nativeKeyOf(call), call]));
        for (const call of calls)
          expect(listed.get(nativeKeyOf(call))).toEqual({
            ...call,
            customerNumber: null,
            agentNumber: null,
            fromNumber: null,
            toNumber: null,
            metadata: null,
            detail: null,
            isMasked: true,
          });
        for (const call of calls)
          expect(await index.erasure.keysNamed(call.source, call.sid)).toContain(nativeKeyOf(call));
        for (const source of sourceNames) {
          const own = calls.filter(call => call.source === source);
          const due = await index.store.dueRechecks(source, 9, 100);
          expect(due.map(({ target }) => target).sort()).toEqual(
            own.flatMap(call => [nativeKeyOf(call), `after ${call.sid}`]).sort(),
          );
          const unseen = await index.store.unseenKeys(source, 2, null, 100);
          expect([...unseen.keys].sort()).toEqual(own.map(nativeKeyOf).sort());
          await index.store.removeCalls(source, own.map(nativeKeyOf), newSyncState);
          await index.write([], { doneRechecks: own.map(call => `after ${call.sid}`) });
          expect(await index.store.dueRechecks(source, 9, 100)).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('calls are found by the whole number and by its last four digits, as those of the source are', async () => {
    const { open } = await openPlace();
    const index = open(key);
    await index.openAccounts();
    const numbers = [
      '+14155550123',
      '(415) 555-0123',
      'sip:+14155550123@carrier.example',
      '+4414155550123',
      '+14155550199',
      '0123',
      '123',
      'anonymous',
      '',
    ];
    const calls = numbers.map((customerNumber, at) => callOf({ databaseId: `${at + 1}`, customerNumber }));
    await index.write(calls);
    const found = async (customerDigits: string) =>
      (await index.list({ customerDigits })).map(({ databaseId }) => numbers[Number(databaseId) - 1]).sort();
    const matching = (test: (digits: string) => boolean) =>
      numbers.filter(number => test(digitsOf(number))).sort();
    for (const whole of ['14155550123', '4155550123', '4414155550123', '14155550199', '14155550198'])
      expect(await found(whole)).toEqual(matching(digits => digits === whole));
    for (const end of ['0123', '0199', '0124', '5123'])
      expect(await found(end)).toEqual(matching(digits => digits.endsWith(end)));
  });

  test.each(others)(
    'after a change of the key to %j nothing of the old rows is left but what was erased',
    async other => {
      const { open, dump, isShared } = await openPlace();
      const numbers = ['+14155550123', '+14155550124', '+14155550125'];
      const calls = numbers.map((customerNumber, at) =>
        callOf({ databaseId: `${at + 1}`, customerNumber, agentName: `agent-${at}` }),
      );
      const before = open(other);
      await before.openAccounts();
      await before.write(calls);
      await before.erasure.eraseCall('BURKI', '2');
      await before.worker.close();
      const after = open(key);
      if (isShared) {
        await expect(after.openAccounts()).rejects.toMatchObject({
          message: expect.stringMatching(/INDEX_NUMBERS/),
        });
        await after.lead();
      }
      await after.openAccounts();
      expect(await after.list()).toEqual([]);
      await expectNone([...numbers, 'agent-0'], dump);
      await after.write(calls);
      expect(idsOf(await after.list())).toEqual(['BURKI 1', 'BURKI 3']);
      await after.worker.close();
      const again = open(key);
      await again.openAccounts();
      expect(idsOf(await again.list({ customerDigits: '14155550125' }))).toEqual(['BURKI 3']);
    },
  );
}

describe('an index on libsql', () => testMasking(async () => libsqlPlace()));

describe.skipIf(withoutPostgres)('an index on PostgreSQL', () => {
  const server = usePostgres();

  async function postgresPlace(): Promise<Place> {
    const name = await server.createDatabase();
    const tables = async () =>
      server.query("select tablename from pg_tables where schemaname = 'switchboard_index'", name);
    return {
      isShared: true,
      open: numbersKey =>
        indexOf(maskedBy => () => openPostgresDatabase(server.url(name), { maskedBy }), numbersKey),
      async dump() {
        const rows: unknown[][] = [];
        for (const [table] of await tables())
          rows.push(...(await server.query(`select t::text from switchboard_index.${table} as t`, name)));
        return Buffer.from(rows.flat().join('\n'));
      },
    };
  }

  testMasking(postgresPlace);
});
