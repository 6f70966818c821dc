import type { Columns } from '../columns/columns.ts';
import type { ZoneMaps } from './zone-maps.ts';

/** Columns with their zone maps. */
export interface ColumnView {
  readonly columns: Columns;
  readonly zones: ZoneMaps;
}
