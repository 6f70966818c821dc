import { containersOf } from './containers.ts';
import { hundredMillionCalls } from './hundred-million-calls.ts';
import { limitsOf } from './limits.ts';
import type { Tables } from './tables.ts';
import { mixOf, tenThousandRequests } from './ten-thousand-requests.ts';

/** The sizes that follow from the tables of docs/sizing.md. All figures are used as the page has them. */
export function arithmeticOf(tables: Tables): Tables {
  const mix = mixOf(tables);
  return {
    mix,
    'ten-thousand': tenThousandRequests({ ...tables, mix }),
    'hundred-million': hundredMillionCalls(tables),
    limits: limitsOf(tables),
    containers: containersOf(tables),
  };
}
