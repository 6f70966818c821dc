import { linkTo } from '../address.ts';
import { spanLabel } from './interval-words.ts';
import type { SpanSeries } from './measure.ts';
import type { Point } from './points.ts';
import { lastDayOf, localDay } from './span.ts';

interface SpanTableProps<Figures> {
  readonly title: string;
  readonly points: readonly Point<Figures>[];
  readonly series: readonly SpanSeries<Figures>[];
}

/** The figures of a chart, to their last digit, and for each interval the way to its calls. */
export const SpanTable = <Figures,>({ title, points, series }: SpanTableProps<Figures>) => (
  <table>
    <caption className="unseen">{title}</caption>
    <thead>
      <tr>
        <th scope="col">From</th>
        {series.map(({ key, name }) => (
          <th key={key} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {points.map(point => (
        <tr key={point.start}>
          <th scope="row">
            <a {...linkTo({ view: null, span: null, from: localDay(point.start), to: lastDayOf(point) })}>
              {spanLabel(point)}
            </a>
          </th>
          {series.map(({ key, measure }) => (
            <td key={key}>{measure(point)?.text ?? '–'}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
