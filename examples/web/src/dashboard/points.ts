import type { CallSource, CallStatsInterval } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { type Span, startsIn } from './span.ts';

const KeyOfPoint = graphql(`
  fragment PointKey on CallStatsKey { intervalStart intervalEnd source }
`);

interface Group<Figures> {
  readonly key: FragmentType<typeof KeyOfPoint>;
  readonly figures: Figures;
}

/** An interval of a chart, and the figures of each source in it. A source without calls has none. */
export interface Point<Figures> {
  readonly start: string;
  readonly interval: CallStatsInterval;
  readonly bySource: Partial<Record<CallSource | 'ALL', Figures>>;
}

/** All intervals of a span in their order, those without calls included. Groups of no source are of all. */
export function pointsOf<Figures>(
  groups: readonly Group<Figures>[],
  span: Span,
  interval: CallStatsInterval,
): readonly Point<Figures>[] {
  const points = new Map<number, Partial<Record<CallSource | 'ALL', Figures>>>();
  for (const start of startsIn(span, interval)) points.set(Date.parse(start), {});
  for (const { key, figures } of groups) {
    const { intervalStart, source } = unmask(KeyOfPoint, key);
    if (!intervalStart) continue;
    const start = Date.parse(intervalStart);
    points.set(start, { ...points.get(start), [source ?? 'ALL']: figures });
  }
  return [...points]
    .sort(([one], [other]) => one - other)
    .map(([start, bySource]) => ({ start: new Date(start).toISOString(), interval, bySource }));
}
