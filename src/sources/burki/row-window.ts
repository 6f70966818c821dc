import type { RequestScope } from '../../async/request-scope.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { SourceDependencies } from '../definition.ts';
import { createItemsReader, type Items } from './items.ts';
import type { RowPlace } from './row-place.ts';

/** Rows at a place: fewer than the place asks for if Burki does not give so many. */
export interface RowWindow extends Items {
  /** Number of rows that were requested last. */
  readonly limit: number;
  /** The last size that failed; null if none did. */
  readonly failed: FailedSize | null;
  /** Whether the first row alone is at fault, so that there are none. */
  readonly isDamaged: boolean;
}

export interface FailedSize {
  readonly size: number;
  /** `ROW` for an error that one row may cause; `SIZE` if the page is too large or too slow. */
  readonly cause: 'ROW' | 'SIZE';
}

/** Smaller pages than this are not halved after a timeout, because their size does not cause it. */
const minSlowPage = 50;

/** Later than any call, so that the list is empty. */
const farFuture = '9999-12-31T23:59:59';

/** Halves a page until Burki gives it. One malformed row makes its whole list a 500. */
export function createWindowReader(dependencies: SourceDependencies) {
  const read = createItemsReader(dependencies);

  return async ({ at, skip, limit: wanted }: RowPlace, scope: RequestScope): Promise<RowWindow> => {
    let failed: FailedSize | null = null;
    for (let limit = wanted; ; limit = Math.floor(limit / 2)) {
      try {
        const items = await read({ skip, limit, date_to: at }, scope);
        return { ...items, limit, failed, isDamaged: false };
      } catch (failure) {
        const cause = causeOf(failure, limit);
        if (cause === null) throw failure;
        failed = { size: limit, cause };
      }
      if (limit === 1) {
        // Rejects if Burki fails on an empty list too, because then no row is at fault.
        await read({ limit, date_from: farFuture }, scope);
        return { items: [], total: null, limit, failed, isDamaged: true };
      }
    }
  };
}

function causeOf(failure: unknown, size: number): FailedSize['cause'] | null {
  if (!(failure instanceof SwitchboardError)) return null;
  const { status, tooLarge, reason } = failure.details;
  if (status === 500) return 'ROW';
  if (tooLarge) return 'SIZE';
  return reason === 'timeout' && size > minSlowPage ? 'SIZE' : null;
}
