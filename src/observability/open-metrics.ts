import { Histogram, type HistogramConfiguration, type OpenMetricsContentType, Registry } from 'prom-client';
import type { TraceContext } from './tracing/trace-context.ts';

export type AnyRegistry = Pick<Registry, 'metrics'> & { readonly contentType: string };

/**
 * A registry of the same metrics that prints them as OpenMetrics, with exemplars. Each is behind an object of its own,
 * because prom-client renames the counters that it prints so.
 */
export function openMetricsOf(registry: Registry): AnyRegistry {
  const view = new Registry<OpenMetricsContentType>();
  view.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const metric of registry.getMetricsAsArray()) view.registerMetric(Object.create(metric));
  return view;
}

/** Registers a histogram with exemplars after its creation, because prom-client admits none to a registry of plain text. */
export function createExemplarHistogram<T extends string>(
  registry: Registry,
  configuration: HistogramConfiguration<T>,
): Histogram<T> {
  const histogram = new Histogram({ ...configuration, registers: [], enableExemplars: true });
  registry.registerMetric(histogram);
  return histogram;
}

/** Prometheus names OpenMetrics first if it stores exemplars, so the weights are not compared. */
export const acceptsOpenMetrics = (accept = ''): boolean => /\bapplication\/openmetrics-text\b/.test(accept);

const none: Record<string, string> = {};

/** Labels of an exemplar; none unless the trace is sampled. */
export const exemplarOf = (trace: TraceContext | null): Record<string, string> =>
  trace?.isSampled ? { trace_id: trace.traceId, ...(trace.spanId && { span_id: trace.spanId }) } : none;
