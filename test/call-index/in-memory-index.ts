import { createHash } from 'node:crypto';
import { Big } from 'big.js';
import { type Call, nativeKeyOf, orderTimeOf } from '../../src/domain/call.ts';
import type {
  CallIndex,
  CallIndexActivity,
  CallIndexCoverage,
  IndexedRow,
  IndexListRequest,
  IndexPage,
  IndexPlace,
} from '../../src/domain/call-index.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import type { CallOrder } from '../../src/domain/call-order.ts';
import { type CostConversion, convert } from '../../src/domain/cost-conversion.ts';
import { formatDecimal } from '../../src/domain/decimal.ts';
import { microsecondsOf } from '../../src/domain/instant.ts';
import { type SourceName, sourceNames } from '../../src/domain/source-name.ts';
import type { BurkiWireCall } from '../../src/sandbox/burki/wire.ts';
import { type ButterWireCall, rowOf } from '../../src/sandbox/butter/wire.ts';
import type { BurkiSandbox, ButterSandbox } from '../../src/sandbox/index.ts';
import { normalizeCall } from '../../src/sources/burki/normalize-call.ts';
import { normalizeRow } from '../../src/sources/butter/normalize-call.ts';
import { readerOf, wireOf } from '../sources/reading.ts';
import { type InMemoryStatistics, inMemoryStatistics } from './in-memory-statistics.ts';

/** An index that tests and sorts every call for each page. */
export interface InMemoryIndex {
  readonly index: CallIndex;
  /** The calls that it holds. */
  calls: () => readonly Call[];
  /** When the index read its calls, in milliseconds since 1970. */
  readAt: number;
  readonly coverage: Record<SourceName, CallIndexCoverage | null>;
  readonly activity: Record<SourceName, CallIndexActivity | null>;
  /** The number of calls after which the time for a page is up; null for enough time. */
  stopAfter: number | null;
  readonly statistics: InMemoryStatistics;
  /** The requests since the last call of this. */
  requests(): IndexListRequest[];
}

export const currentCoverage: CallIndexCoverage = {
  state: 'CURRENT',
  callCount: 0,
  completeBackTo: '2023-10-30T10:00:00Z',
  reachedBackTo: null,
  asOf: '2026-06-01T00:00:00Z',
  provenAt: '2026-05-31T00:00:00Z',
  keepsFrom: null,
  damaged: 0,
  failure: null,
};

export const unreadCoverage: CallIndexCoverage = {
  state: 'BUILDING',
  callCount: 0,
  completeBackTo: null,
  reachedBackTo: null,
  asOf: null,
  provenAt: null,
  keepsFrom: null,
  damaged: 0,
  failure: null,
};

/** The calls of both sandboxes as rows of their lists, read at a time in milliseconds since 1970. */
export function callsOf(butter: ButterSandbox, burki: BurkiSandbox, now = Date.now()): Call[] {
  const rows = [
    ...butter.calls.map(call => butterRow(call, now)),
    ...burki.calls.map(call => burkiRow(call, now)),
  ];
  return rows.filter(call => call !== null);
}

/** A call of Butter's sandbox as a row of its list; null if it has no usable key. */
export const butterRow = (call: ButterWireCall, now: number): Call | null =>
  normalizeRow(wireOf(rowOf(call), readerOf(now).reader));

/** The same of Burki's. */
export const burkiRow = (call: BurkiWireCall, now: number): Call | null =>
  normalizeCall(wireOf(call, readerOf(now).reader));

export function inMemoryIndex(calls: () => readonly Call[]): InMemoryIndex {
  let asked: IndexListRequest[] = [];
  const inMemory: InMemoryIndex = {
    calls,
    readAt: 0,
    stopAfter: null,
    coverage: { BUTTER: currentCoverage, BURKI: currentCoverage },
    activity: { BUTTER: { requestsPerSecond: 4.5, remaining: 12 }, BURKI: null },
    statistics: inMemoryStatistics(calls),
    requests() {
      const requests = asked;
      asked = [];
      return requests;
    },
    index: {
      coverageOf: source => inMemory.coverage[source],
      activityOf: source => inMemory.activity[source],
      async list(request) {
        asked.push(request);
        return pageOf(request, inMemory);
      },
      stats: request => inMemory.statistics.compute(request, inMemory.coverage),
    },
  };
  return inMemory;
}

function pageOf(request: IndexListRequest, inMemory: InMemoryIndex): IndexPage {
  const { order, from, isBackward, limit, sources } = request;
  const { stopAfter, readAt } = inMemory;
  const isMatch = createMatcher(request.filter);
  const rows = inMemory
    .calls()
    .filter(call => sources.includes(call.source) && isMatch(call))
    .map((call): IndexedRow => ({ call, readAt, place: placeOf(call, order, request.conversion) }))
    .sort((a, b) => compare(a.place, b.place, order));
  const isBeyond = ({ place }: IndexedRow) =>
    from === null || (isBackward ? compare(place, from, order) < 0 : compare(place, from, order) > 0);
  const beyond = rows.filter(isBeyond);
  const most = Math.min(limit, stopAfter ?? limit);
  const given = isBackward ? beyond.slice(Math.max(0, beyond.length - most)) : beyond.slice(0, most);
  const isStopped = given.length < Math.min(limit, beyond.length);
  const [first, last] = [rows.indexOf(given[0] as IndexedRow), rows.indexOf(given.at(-1) as IndexedRow)];
  return {
    rows: given,
    hasPrevious: given.length > 0 ? first > 0 : !isBackward && beyond.length < rows.length,
    hasNext: given.length > 0 ? last < rows.length - 1 : isBackward && beyond.length < rows.length,
    totalCount: isStopped ? null : rows.length,
    stoppedAt: isStopped ? ((isBackward ? given[0] : given.at(-1))?.place ?? from) : null,
    sources: sourceNames.flatMap(source => {
      const coverage = inMemory.coverage[source];
      if (!coverage || !sources.includes(source)) return [];
      const total = isStopped ? null : rows.filter(({ call }) => call.source === source).length;
      return [{ source, total, coverage }];
    }),
  };
}

function placeOf(call: Call, { field }: CallOrder, conversion: CostConversion): IndexPlace {
  const at = orderTimeOf(call);
  const time = at === null ? null : microsecondsOf(at);
  const values = {
    TIME: () => time,
    ENDED_AT: () => (call.endedAt === null ? null : microsecondsOf(call.endedAt)),
    DURATION: () => call.duration,
    TURN_COUNT: () => call.turnCount,
    COST: () => {
      const converted = convert(call.cost.total, call.cost, conversion);
      return converted && formatDecimal(converted.amount);
    },
  };
  return { value: values[field](), time, tie: tieOf(call) };
}

const tieOf = (call: Call): number =>
  Number(
    createHash('sha256')
      .update(`${call.source}:${nativeKeyOf(call)}`)
      .digest()
      .readBigUInt64BE() >> 11n,
  );

/** By value, then by time, the newest first, and then by the hash. */
function compare(a: IndexPlace, b: IndexPlace, { direction, unknown }: CallOrder): number {
  const isLast = unknown === 'LAST' ? 1 : -1;
  if ((a.value === null) !== (b.value === null)) return a.value === null ? isLast : -isLast;
  const byValue =
    a.value === null || b.value === null ? 0 : new Big(a.value).cmp(b.value) * (direction === 'ASC' ? 1 : -1);
  return byValue || newestFirst(a.time, b.time) || a.tie - b.tie;
}

function newestFirst(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return a === null ? -1 : b === null ? 1 : b - a;
}
