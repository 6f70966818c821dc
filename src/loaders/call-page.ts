import type { PromiseOrValue } from '../async/promise-or-value.ts';
import type { Call } from '../domain/call.ts';
import type { CallSourceCoverage } from './source-coverage.ts';

/** A page of the calls of all sources, which the sources or the index answered. */
export interface CallPage {
  readonly edges: readonly CallPageEdge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    readonly endCursor: () => string | null;
  };
  /** Null unless every queried source counts its matches, or no call can match. */
  readonly totalCount: () => PromiseOrValue<number | null>;
  readonly coverage: () => readonly CallSourceCoverage[];
}

export interface CallPageEdge {
  readonly node: Call;
  /** Encoded on demand, because most clients read only the page's last cursor. */
  readonly cursor: () => string;
}
