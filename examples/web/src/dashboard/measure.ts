import { type Series, sourceSeries } from '../charts/series.ts';
import type { CallSource } from '../gql/graphql.ts';
import type { Point } from './points.ts';

/** A figure as it is drawn, and as it is written: here alone it becomes a float. */
export interface Measured {
  readonly height: number;
  readonly text: string;
}

/** Null where the figure is not known. */
export type Measure<Figures> = (figures: Figures) => Measured | null;

/** A series of a chart over a span. */
export interface SpanSeries<Figures> extends Series {
  /** The dashes of its line, by which it is told from others without its colour. */
  readonly dashes?: string;
  measure(point: Point<Figures>): Measured | null;
}

const dashes: Record<CallSource, string> = { BUTTER: '0', BURKI: '6 3' };

/** A series for each source. */
export const bySource = <Figures>(measure: Measure<Figures>): readonly SpanSeries<Figures>[] =>
  sourceSeries.map(series => ({
    ...series,
    dashes: dashes[series.key as CallSource],
    measure({ bySource }) {
      const figures = bySource[series.key as CallSource];
      return figures === undefined ? null : measure(figures);
    },
  }));
