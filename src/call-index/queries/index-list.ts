import type { Cancellation } from '../../async/cancellation.ts';
import type { CallIndex, IndexListRequest } from '../../domain/call-index.ts';
import type { ListedPage } from './list-calls.ts';

export interface IndexListOptions {
  query(request: IndexListRequest, cancellation?: Cancellation): Promise<ListedPage>;
  readonly coverageOf: CallIndex['coverageOf'];
}

/** Joins the pages of the columns with the coverage, which only the sync knows. */
export const createIndexList =
  ({ query, coverageOf }: IndexListOptions): CallIndex['list'] =>
  async (request, cancellation) => {
    const { totals, ...page } = await query(request, cancellation);
    const sources = request.sources.flatMap((source, at) => {
      const coverage = coverageOf(source);
      return coverage ? [{ source, total: totals[at] ?? null, coverage }] : [];
    });
    return { ...page, sources };
  };
