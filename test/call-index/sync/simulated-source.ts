import type { RequestScope } from '../../../src/async/request-scope.ts';
import type { SyncClock } from '../../../src/call-index/sync/sync-options.ts';
import { type Call, nativeKeyOf, timeOf } from '../../../src/domain/call.ts';
import type { CopyAccess, RowPage } from '../../../src/domain/call-source.ts';
import { SwitchboardError } from '../../../src/domain/errors.ts';
import { instantOf } from '../../../src/domain/instant.ts';
import { callOf } from '../../domain/call-of.ts';
import { startOfTest } from './virtual-clock.ts';

export interface SimulatedSourceOptions {
  readonly clock: SyncClock;
  readonly pageSize?: number;
  /** Whether a place counts rows, so that rows move when others arrive, or names the last row before it. */
  readonly places?: 'offset' | 'keyset';
  /** Age in milliseconds at which a place is refused. */
  readonly placeLifeMs?: number;
  /** Time that each request takes. */
  readonly latencyMs?: number;
  readonly counts?: boolean;
  /** A call as it is found by key. */
  readonly detail?: (call: Call) => Call;
}

/** A source whose calls and failures a test sets, read as an index reads it. */
export interface SimulatedSource {
  readonly access: CopyAccess;
  put(...calls: readonly Call[]): void;
  change(key: string, changes: Partial<Call>): void;
  remove(key: string): void;
  /** Its calls, in the order of the list. */
  calls(): readonly Call[];
  has(key: string): boolean;
  /** Requests since the last call of this, such as `first page`, `page after 100` or `call a`, with their time in seconds. */
  requests(): string[];
  /** The failure of each request from now on; null for none. */
  fail(failure: ((request: string) => Error | null) | null): void;
  /** Leaves out calls of the list, as a list may that changes while it is read. */
  hide(...keys: readonly string[]): void;
  /** Makes rows unreadable, each of which is a page of its own without calls. */
  damage(...keys: readonly string[]): void;
}

export const failureOf = (
  code: 'UPSTREAM_ERROR' | 'UPSTREAM_AUTH' | 'UPSTREAM_RATE_LIMITED' | 'UPSTREAM_UNAVAILABLE',
  details: { readonly retryAfter?: number } = {},
) => new SwitchboardError(code, 'The source failed.', details);

/** A call of the simulated source that ended a minute after its start, in milliseconds since 1970. */
export const endedCall = (key: string, startedAt: number, given: Partial<Call> = {}): Call =>
  callOf({
    source: 'BUTTER',
    sid: key,
    databaseId: null,
    status: 'COMPLETED',
    startedAt: instantOf(startedAt * 1000),
    endedAt: instantOf((startedAt + 60_000) * 1000),
    duration: 60,
    ...given,
  });

/** A call that has not started, which the list shows before those that have. */
export const waitingCall = (key: string): Call =>
  endedCall(key, 0, { status: 'QUEUED', startedAt: null, endedAt: null, duration: null });

export const ongoingCall = (key: string, startedAt: number, given: Partial<Call> = {}): Call =>
  endedCall(key, startedAt, { status: 'IN_PROGRESS', endedAt: null, duration: null, ...given });

interface Place {
  /** Largest number of rows of this page and those that follow. */
  readonly size: number;
  readonly after: string | null;
  readonly offset: number;
  readonly issuedAt: number;
}

export function createSimulatedSource(options: SimulatedSourceOptions): SimulatedSource {
  const { clock, pageSize = 100, places = 'keyset', latencyMs = 100 } = options;
  const { placeLifeMs = Number.POSITIVE_INFINITY } = options;
  const calls = new Map<string, Call>();
  const hidden = new Set<string>();
  const damaged = new Set<string>();
  let requests: string[] = [];
  let failureFor: ((request: string) => Error | null) | null = null;
  let sorted: Call[] | null = null;

  function list(): readonly Call[] {
    sorted ??= [...calls.values()].sort(
      (a, b) => timeOf(b) - timeOf(a) || (nativeKeyOf(a) < nativeKeyOf(b) ? 1 : -1),
    );
    return sorted;
  }

  async function answer<T>(request: string, scope: RequestScope, give: () => T): Promise<T> {
    requests.push(`${(clock.elapsed() / 1000).toFixed(1)} ${request}`);
    await clock.delay(latencyMs, scope.cancellation());
    const failure = failureFor?.(request) ?? null;
    if (failure) throw failure;
    return give();
  }

  function startOf(rows: readonly Call[], { after, offset }: Place): number {
    if (after === null) return offset;
    const last: { time: number | null; key: string } = JSON.parse(after);
    const time = last.time ?? Number.POSITIVE_INFINITY;
    const found = rows.findIndex(
      call => timeOf(call) < time || (timeOf(call) === time && nativeKeyOf(call) < last.key),
    );
    return found < 0 ? rows.length : found;
  }

  const placeAfter = (end: Call, offset: number, size: number): Place => ({
    size,
    after: places === 'offset' ? null : JSON.stringify({ time: timeOf(end), key: nativeKeyOf(end) }),
    offset: places === 'offset' ? offset : 0,
    issuedAt: clock.now(),
  });

  /** Number of rows of the page at an index: up to a damaged row, or that row alone. */
  function sizeAt(rows: readonly Call[], start: number, size: number): number {
    const found = rows.slice(start, start + size).findIndex(call => damaged.has(nativeKeyOf(call)));
    return found < 0 ? size : Math.max(1, found);
  }

  function pageAt(place: Place): RowPage {
    const rows = list().filter(call => !hidden.has(nativeKeyOf(call)));
    const start = startOf(rows, place);
    const end = start + sizeAt(rows, start, place.size);
    const page = rows.slice(start, end);
    const last = end < rows.length ? page.at(-1) : undefined;
    const calls = page.filter(call => !damaged.has(nativeKeyOf(call)));
    return {
      calls,
      next: last ? encode(placeAfter(last, end, place.size)) : null,
      damaged: page.length - calls.length,
      precedesNewest: calls.length > 0 && calls.every(call => timeOf(call) === Number.POSITIVE_INFINITY),
    };
  }

  const encode = (place: Place): string =>
    JSON.stringify(Number.isFinite(placeLifeMs) ? place : { ...place, issuedAt: 0 });

  function nameOf(place: string | null): string {
    if (place === null) return 'first page';
    const { after, offset }: Place = JSON.parse(place);
    return places === 'offset' ? `page after ${offset}` : `page after ${JSON.parse(after ?? '').key}`;
  }

  return {
    access: {
      account: 'an-account',
      rows: {
        readPage: (place, scope, maxRows = pageSize) =>
          answer(nameOf(place), scope, () => {
            const first: Place = { size: Math.min(maxRows, pageSize), after: null, offset: 0, issuedAt: 0 };
            const at: Place = place === null ? first : JSON.parse(place);
            return place !== null && clock.now() - at.issuedAt >= placeLifeMs ? null : pageAt(at);
          }),
        ...(options.counts && {
          count: (scope: RequestScope) => answer('count', scope, () => calls.size),
        }),
      },
      findCall: (key, scope) =>
        answer(`call ${key}`, scope, () => {
          const call = calls.get(key);
          return call ? (options.detail?.(call) ?? call) : null;
        }),
    },
    put(...added) {
      for (const call of added) calls.set(nativeKeyOf(call), call);
      sorted = null;
    },
    change(key, changes) {
      const known = calls.get(key);
      if (known) calls.set(key, { ...known, ...changes });
      sorted = null;
    },
    remove(key) {
      calls.delete(key);
      sorted = null;
    },
    calls: list,
    has: key => calls.has(key),
    requests() {
      const made = requests;
      requests = [];
      return made;
    },
    fail(failure) {
      failureFor = failure;
    },
    damage(...keys) {
      damaged.clear();
      for (const key of keys) damaged.add(key);
    },
    hide(...keys) {
      hidden.clear();
      for (const key of keys) hidden.add(key);
    },
  };
}

const day = 86_400_000;

/** Calls that ended two days before the test, a second apart, so that nothing is due for them: the newest has the highest number. */
export const settledCalls = (count: number): Call[] =>
  Array.from({ length: count }, (_, index) =>
    endedCall(`c${index + 1}`, startOfTest - 3 * day + index * 1000),
  );
