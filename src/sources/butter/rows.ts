import type { RowReader } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import type { SourceDependencies } from '../definition.ts';
import { createPageReader, isCursorRejection, maxPageSize } from './upstream-page.ts';

/** Reads all rows by Butter's cursors, which are the places. Butter cannot count. */
export function createButterRows(dependencies: SourceDependencies): RowReader {
  const read = createPageReader(dependencies);
  return {
    async readPage(cursor, scope, maxRows = maxPageSize) {
      try {
        const page = await read(cursor, Math.min(maxRows, maxPageSize), scope);
        // A list that seems to end here would make all older calls look deleted.
        if (page.broken)
          throw invalidResponse('BUTTER', 'Butter announced more calls without a usable cursor.');
        return { calls: page.calls, next: page.next, damaged: page.unreadable };
      } catch (failure) {
        if (cursor !== null && isCursorRejection(failure)) return null;
        throw failure;
      }
    },
  };
}
