import type { CallSource, CostComponent, LinesOfCostFragment, ListedCostFragment } from '../gql/graphql.ts';

/** A call in the chart of costs; amounts are exact, in the one currency of the chart. */
export interface CostPoint {
  readonly id: string;
  readonly source: CallSource;
  readonly time: string | null;
  readonly total: string;
  /** Null until they are fetched, and where they are unknown. */
  readonly lines: readonly CostPointLine[] | null;
}

export interface CostPointLine {
  readonly component: CostComponent;
  readonly amount: string;
}

/** A listed call whose total could be converted. */
export type ConvertedCall = ListedCostFragment & {
  readonly cost: { readonly converted: { readonly amount: string; readonly currency: string } };
};

export const isConverted = (call: ListedCostFragment): call is ConvertedCall => Boolean(call.cost?.converted);

/** A total that was read with its lines takes the place of the list's, because the call may have gone on. */
export const pointOf = (
  { id, source, time, cost }: ConvertedCall,
  detail: LinesOfCostFragment | null | undefined,
): CostPoint => ({
  id,
  source,
  time,
  total: detail?.converted?.amount ?? cost.converted.amount,
  lines:
    detail?.lines?.flatMap(({ component, converted }) =>
      converted ? [{ component, amount: converted.amount }] : [],
    ) ?? null,
});
