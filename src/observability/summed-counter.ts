import { Counter, type Registry } from 'prom-client';

/** A Prometheus counter for hot paths. */
export interface SummedCounter {
  /** Adds 1 to the series of these label values, which stand in the order of `labelNames`. */
  inc(...values: readonly string[]): void;
  /** Creates a series at 0, because `rate()` misses an increase from an absent series to 1. */
  zero(...values: readonly string[]): void;
}

export interface SummedCounterOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registry: Registry;
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Increments since the last scrape. */
  pending: number;
}

type Level = Map<string, Level | Series>;

/**
 * Sums increments, and passes the sums to prom-client at each scrape, because prom-client validates and hashes the labels
 * of each increment.
 */
export function createSummedCounter({
  name,
  help,
  labelNames,
  registry,
}: SummedCounterOptions): SummedCounter {
  const root: Level = new Map();
  const all: Series[] = [];
  const counter = new Counter({ name, help, labelNames: [...labelNames], registers: [registry], collect });

  function collect(): void {
    for (const series of all) {
      counter.inc(series.labels, series.pending);
      series.pending = 0;
    }
  }

  function createSeries(values: readonly string[]): Series {
    const labels = Object.fromEntries(labelNames.map((label, at) => [label, values[at] ?? '']));
    const series = { labels, pending: 0 };
    all.push(series);
    return series;
  }

  /** Finds a series by one look-up for each label. */
  function seriesOf(values: readonly string[]): Series {
    let level = root;
    const last = values.length - 1;
    for (let at = 0; at < last; at += 1)
      level = findOrAdd(level as Map<string, Level>, values[at] ?? '', () => new Map());
    return findOrAdd(level as Map<string, Series>, values[last] ?? '', () => createSeries(values));
  }

  return {
    inc(...values) {
      seriesOf(values).pending += 1;
    },
    zero: (...values) => void seriesOf(values),
  };
}

function findOrAdd<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
