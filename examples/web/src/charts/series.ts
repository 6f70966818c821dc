import type { CostComponent } from '../gql/graphql.ts';
import { componentWords, sourceWords } from '../words.ts';

/** Bars of one colour: the member of each data point that they draw, and their name. */
export interface Series {
  readonly key: string;
  readonly name: string;
  readonly colour: string;
}

const seriesFor = (
  words: Readonly<Record<string, string>>,
  colour: (key: string) => string,
): readonly Series[] => Object.entries(words).map(([key, name]) => ({ key, name, colour: colour(key) }));

/** The colour that style.css gives a component. */
export const colourOf = (key: string): string => `var(--${key.toLowerCase().replaceAll('_', '-')})`;

/** The colour that style.css gives the bars and lines of a source, which is brighter than that of its name. */
export const colourOfSource = (source: string): string => `var(--${source.toLowerCase()}-mark)`;

export const sourceSeries = seriesFor(sourceWords, colourOfSource);
export const componentSeries = seriesFor(componentWords, colourOf);

/** Series that at least one data point has, in their order. */
export const seriesIn = (series: readonly Series[], points: readonly object[]): readonly Series[] =>
  series.filter(({ key }) => points.some(point => key in point));

interface Line {
  readonly component: CostComponent;
  readonly amount: string;
}

/** Amounts as a chart draws them. Here alone a figure becomes a float, because nothing is read off a bar. */
export const barsOf = (lines: readonly Line[]): Partial<Record<CostComponent, number>> =>
  Object.fromEntries(lines.map(({ component, amount }) => [component, Number(amount)]));
