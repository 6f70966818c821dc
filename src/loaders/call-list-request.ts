import type { CallOrder } from '../domain/call-order.ts';
import type { CostConversion } from '../domain/cost-conversion.ts';
import type { CallSelection } from './call-selection.ts';

export interface CallListRequest {
  readonly selection: CallSelection;
  /** Null if the client names none; the list is then newest first. */
  readonly order: CallOrder | null;
  /** Rates by which costs are ordered. */
  readonly conversion: CostConversion;
  /** Maximum number of calls. */
  readonly limit: number;
  /** The page follows this cursor, or precedes it if `isBackward`. Null for the start of the list, or its end. */
  readonly cursor: string | null;
  readonly isBackward: boolean;
}

/** Text that equal requests share, and no others. */
export const keyOfListRequest = ({
  selection,
  order,
  conversion,
  limit,
  cursor,
  isBackward,
}: CallListRequest) =>
  JSON.stringify([limit, cursor, isBackward, selection.key, order, order?.field === 'COST' && conversion]);
