import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCachedSource } from '../../src/cache/cached-source.ts';
import { createTwoLevelCache } from '../../src/cache/two-level-cache.ts';
import { type Call, FetchDepth } from '../../src/domain/call.ts';
import { everyCall } from '../../src/domain/call-filter.ts';
import type { ListPage, SourceAdapter } from '../../src/domain/call-source.ts';
import { butterIdentity } from '../../src/sources/butter/identity.ts';
import { callOf } from '../domain/call-of.ts';
import { requestScope } from '../request-scope.ts';

const line = { amount: '1', units: null, unit: null };
const costLines = { llm: line, llmInput: null, llmOutput: null, tts: line, stt: line, telephony: line };
const nothing = {
  transport: null,
  rawTransport: null,
  traceId: null,
  agentConfig: null,
  costLines,
  usage: null,
  interruptions: null,
  averageTurnDuration: null,
  errors: null,
};

/** A call whose duration tells its version; rows may tell when it changed. */
const rowAt = (version: number, dated: boolean): Call =>
  callOf({
    source: 'BUTTER',
    sid: 'call_1',
    databaseId: null,
    status: 'COMPLETED',
    duration: version,
    updatedAt: dated ? new Date(Date.UTC(2026, 0, 1) + version * 1_000).toISOString() : null,
  });
const detailAt = (version: number): Call => ({
  ...rowAt(version, false),
  detail: { ...nothing, traceId: String(version) },
});

type Question = 'row' | 'detail' | 'list' | 'other list';

interface World {
  readonly wholeRows: boolean;
  readonly dated: boolean;
}

/** A source that reads the call at one moment and answers at another, both as the schedule has it. */
function openWorld({ wholeRows, dated }: World, s: fc.Scheduler) {
  let version = 1;
  let time = 1_000;
  const now = () => time;
  const tick = async (label: string) => {
    await s.schedule(Promise.resolve(), label);
    time += 1;
  };

  async function read<T>(label: string, at: (version: number) => T): Promise<T> {
    await tick(`read ${label}`);
    const answer = at(version);
    await tick(`answer ${label}`);
    return answer;
  }

  const listed = (at: number): ListPage => {
    const call = wholeRows ? detailAt(at) : rowAt(at, dated);
    return { rows: [{ call, time: 0, position: {} }], next: null, total: null, incomplete: false };
  };
  const source: SourceAdapter = {
    name: 'BUTTER',
    findCall: () => read('call', detailAt),
    findAgent: async () => null,
    excludes: () => false,
    appliesFilter: () => false,
    listCalls: () => read('list', listed),
    encodePosition: () => new Uint8Array(),
    decodePosition: () => null,
  };
  const cached = createCachedSource(source, {
    store: createTwoLevelCache({ memoryBytes: 1_000_000, redis: null, now }).open('a-keyspace'),
    identity: butterIdentity,
    settledAfterMs: 900_000,
    shareConversations: false,
    now,
    onSourceEvent: () => {},
    attemptTimeoutMs: 60_000,
    cancellationError: () => new Error('left'),
  });
  return {
    cached,
    tick,
    change: () => {
      version += 1;
    },
    version: () => version,
  };
}

const scope = requestScope();

async function versionsSeen(cached: SourceAdapter, question: Question): Promise<number[]> {
  if (question === 'row' || question === 'detail') {
    const part = question === 'row' ? FetchDepth.ROW : FetchDepth.DETAIL;
    const call = await cached.findCall('call_1', scope, part);
    const trace = call?.detail?.traceId;
    return [call?.duration ?? 0, ...(trace ? [Number(trace)] : [])];
  }
  const pageSize = question === 'list' ? 1 : 2;
  const query = {
    filter: everyCall,
    position: null,
    watermark: Number.POSITIVE_INFINITY,
    pageSize,
    maxRequests: 5,
  };
  const { rows } = await cached.listCalls(query, scope);
  return rows.map(({ call }) => call.duration ?? 0);
}

const questions = fc.constantFrom<Question>('row', 'detail', 'list', 'other list');

test('however reads of a call overlap, no response is older than one that was returned before its request', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({ wholeRows: fc.boolean(), dated: fc.boolean() }),
      fc.array(fc.array(questions, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 4 }),
      async (s, world, clients, changes) => {
        const { cached, tick, change, version } = openWorld(world, s);
        let shown = 1;
        async function client(asked: readonly Question[]): Promise<void> {
          for (const question of asked) {
            await tick('think');
            const floor = shown;
            const seen = await versionsSeen(cached, question);
            expect(new Set(seen).size).toBe(1);
            const [answered = 0] = seen;
            expect(answered).toBeGreaterThanOrEqual(floor);
            expect(answered).toBeLessThanOrEqual(version());
            shown = Math.max(shown, answered);
          }
        }
        async function changing(): Promise<void> {
          for (let times = 0; times < changes; times += 1) {
            await tick('change');
            change();
          }
        }
        const all = Promise.all([...clients.map(client), changing()]);
        all.catch(() => {});
        await s.waitFor(all);
      },
    ),
    { numRuns: 500 },
  );
});
