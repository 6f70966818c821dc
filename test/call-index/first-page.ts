import { everyCall } from '../../src/domain/call-filter.ts';
import type { IndexListRequest } from '../../src/domain/call-index.ts';
import { newestFirst } from '../../src/domain/call-order.ts';
import { withoutRates } from '../../src/domain/cost-conversion.ts';
import { sourceNames } from '../../src/domain/source-name.ts';

/** Request for the first page of all calls. */
export const firstPage: IndexListRequest = {
  filter: everyCall,
  sources: sourceNames,
  order: newestFirst,
  conversion: withoutRates,
  limit: 10,
  from: null,
  isBackward: false,
};
