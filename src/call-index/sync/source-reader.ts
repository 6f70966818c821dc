import type { Cancellation } from '../../async/cancellation.ts';
import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import type { CopyAccess, RowPage } from '../../domain/call-source.ts';
import { inBackground } from './background-scope.ts';
import type { SyncClock } from './sync-options.ts';

/** Requests of the sync to one source. */
export interface SourceReader {
  /** Reads a page, of at most `maxRows` rows if given. */
  readPage(place: string | null, maxRows?: number): Promise<RowPage | null>;
  findCall(key: string): Promise<Call | null>;
  /** The source's own count of its calls; null if it gives none. Absent if it cannot count. */
  readonly count: (() => Promise<number | null>) | null;
  requestsPerSecond(): number;
}

/** Milliseconds over which the rate of requests is taken. */
const rateWindowMs = 10_000;

export function createSourceReader(
  { rows, findCall }: CopyAccess,
  clock: SyncClock,
  sync: () => Cancellation,
): SourceReader {
  const sentAt: number[] = [];

  function dropOld(): void {
    while ((sentAt[0] ?? Number.POSITIVE_INFINITY) <= clock.elapsed() - rateWindowMs) sentAt.shift();
  }

  function request<T>(send: (scope: RequestScope) => Promise<T>): Promise<T> {
    dropOld();
    sentAt.push(clock.elapsed());
    return inBackground(clock, sync(), send);
  }

  return {
    readPage: (place, maxRows) => request(scope => rows.readPage(place, scope, maxRows)),
    findCall: key => request(scope => findCall(key, scope)),
    count: rows.count ? () => request(async scope => (await rows.count?.(scope)) ?? null) : null,
    requestsPerSecond() {
      dropOld();
      return sentAt.length / (rateWindowMs / 1000);
    },
  };
}
