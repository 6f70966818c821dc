import { createLogger, createLogObserver, type LogLevel } from '../../src/observability/logger.ts';
import { createMetrics, type Metrics } from '../../src/observability/metrics.ts';
import {
  combineObservers,
  type GatewayObserver,
  type ObservedAttempt,
} from '../../src/observability/observer.ts';
import { type FrontDoor, type FrontDoorOptions, openFrontDoor } from '../front-door.ts';

export type Line = Readonly<Record<string, unknown>>;

/** A gateway whose lines and metrics a test reads. */
export interface Watched extends FrontDoor {
  readonly metrics: Metrics;
  /** Who tells both of them. */
  readonly observer: GatewayObserver;
  /** Every line of this kind so far. */
  lines(msg: string): Line[];
  /** Everything that was logged, as it was written. */
  readonly written: string[];
  /** The value of a metric with exactly these labels, or undefined. */
  value(name: string, labels?: Readonly<Record<string, string>>): Promise<number | undefined>;
}

export async function openWatched(
  options: FrontDoorOptions = {},
  level: LogLevel = 'info',
): Promise<Watched> {
  const written: string[] = [];
  const logger = createLogger(level, { write: line => void written.push(line) });
  const metrics = createMetrics({
    stats: () => door.gateway.stats(),
    index: () => door.gateway.index,
    process: false,
  });
  const observers = [createLogObserver(logger), metrics.observer];
  const door = await openFrontDoor({ ...options, gateway: { ...options.gateway, observers } });
  return {
    ...door,
    metrics,
    observer: combineObservers(observers),
    written,
    lines: msg => written.map((line): Line => JSON.parse(line)).filter(line => line['msg'] === msg),
    async value(name, labels = {}) {
      const samples = samplesOf(await metrics.text());
      return samples.find(sample => sample.name === name && same(sample.labels, labels))?.value;
    },
  };
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus would read. */
export const samplesOf = (text: string): Sample[] =>
  [...text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value = '']) => ({
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]),
    ),
    value: Number(value),
  }));

const same = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  Object.keys({ ...one, ...other }).every(key => one[key] === other[key]);

/** A failed attempt that the gateway made for itself. */
export const backgroundAttempt: ObservedAttempt = {
  source: 'BURKI',
  route: 'list',
  number: 1,
  requestId: 'index',
  isBackground: true,
  code: 'UPSTREAM_ERROR',
  status: 500,
  reason: null,
  tlsCode: null,
  milliseconds: 60_000,
  queuedMs: 0,
  bytes: 0,
  rejectedBy: null,
  abandoned: false,
  trace: null,
};

/** Posts a query with headers of its own, as a client does. */
export const post = (
  { gateway }: FrontDoor,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  gateway.fetch(
    new Request('http://switchboard.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    }),
  );
