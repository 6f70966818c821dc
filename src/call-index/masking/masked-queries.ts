import type { QueryHandlers } from '../worker/query-handlers.ts';
import type { Masking } from './masking.ts';

/** Puts a masking in front of the requests of clients. */
export const maskQueries = (
  { list, stats }: QueryHandlers,
  { maskFilter, unmaskCall }: Masking,
): QueryHandlers => ({
  async list([request], cancellation) {
    const page = await list([{ ...request, filter: maskFilter(request.filter) }], cancellation);
    return { ...page, rows: page.rows.map(row => ({ ...row, call: unmaskCall(row.call) })) };
  },
  stats: ([request, caller], cancellation) =>
    stats([{ ...request, filter: maskFilter(request.filter) }, caller], cancellation),
});
