import type { Figure } from '../index/figure.ts';
import type { Servers } from './servers.ts';
import type { Tables } from './tables.ts';

/** Measures a part of docs/sizing.md: its tables, and the figures that have an aim. */
export type MeasurePart = (servers: Servers) => Promise<MeasuredPart>;

export interface MeasuredPart {
  readonly tables: Tables;
  readonly figures: readonly Figure[];
}
