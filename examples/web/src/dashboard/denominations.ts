import { type Denomination, denominationOf } from '../formats.tsx';

export const convertedKey = 'converted';

const withoutCurrency = 'none';

/** The name of a denomination in the address. */
export const keyOf = (cost: Denomination): string => denominationOf(cost) ?? withoutCurrency;

interface Costs {
  readonly costs: readonly (Denomination & { readonly known: number })[];
  /** Null where the rate of a cost is missing. */
  readonly convertedCost?: Denomination | null | undefined;
}

/** The words for all that costs can be charted in, first the one that holds all of them, or else most. */
export const denominationsOf = ({ costs, convertedCost }: Costs): Record<string, string> =>
  Object.fromEntries([
    ...(convertedCost ? [[convertedKey, `all in ${denominationOf(convertedCost)}`]] : []),
    ...[...costs]
      .sort((one, other) => other.known - one.known)
      .map(cost => [keyOf(cost), denominationOf(cost) ?? 'no currency']),
  ]);
