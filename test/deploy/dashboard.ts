import { readText } from '../docs/pages.ts';

interface DataSource {
  readonly type: string;
  readonly uid: string;
}

interface Target {
  readonly refId: string;
  readonly datasource: DataSource;
  readonly expr: string;
  readonly legendFormat: string;
  readonly exemplar?: boolean;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: DataSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit: string;
      readonly thresholds: { readonly steps: readonly { readonly value: number | null }[] };
    };
  };
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
  readonly allValue?: string;
}

interface Dashboard {
  readonly uid: string;
  readonly id: null;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

export const dashboard: Dashboard = JSON.parse(readText('deploy/grafana/switchboard.json'));

/** The panels that show something, and not a title of a row. */
export const shownPanels: readonly Panel[] = dashboard.panels.filter(({ type }) => type !== 'row');

/** A query with the values of Grafana's own variables, as it sends them for a range of an hour. */
const withDurations = (query: string): string =>
  query.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '1h');

export const panelQueries: readonly (Target & { readonly panel: string })[] = shownPanels.flatMap(
  ({ title, targets = [] }) =>
    targets.map(target => ({ ...target, panel: title, expr: withDurations(target.expr) })),
);

/** Queries of the variables, as PromQL. */
const variableQueries = dashboard.templating.list
  .flatMap(({ definition = [] }) => definition)
  .map(definition => definition.replace(/^label_values\((.+), (\w+)\)$/, 'count by ($2) ($1)'));

const annotationQueries = dashboard.annotations.list.flatMap(({ expr = [] }) => expr);

/** Every query of the dashboard. */
export const dashboardQueries: readonly string[] = [
  ...panelQueries.map(({ expr }) => expr),
  ...variableQueries,
  ...annotationQueries,
];
