import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider, type Sampler } from '@opentelemetry/sdk-trace-node';
import { onTestFinished } from 'vitest';
import type { FrontDoorOptions } from '../../front-door.ts';
import { openWatched, type Watched } from '../watched.ts';
import { type Collector, type ExportedSpan, startCollector } from './collector.ts';

export interface Traced extends Watched {
  readonly collector: Collector;
  /** All spans so far, once those that ended are exported. */
  spans(): Promise<ExportedSpan[]>;
}

/** A gateway with the SDK of OpenTelemetry, which exports to a collector. */
export async function openTraced(options: FrontDoorOptions = {}, sampler?: Sampler): Promise<Traced> {
  const collector = await startCollector();
  const exporter = new OTLPTraceExporter({ url: `${collector.url}/v1/traces` });
  const provider = new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter)],
    ...(sampler && { sampler }),
  });
  provider.register({ contextManager: null, propagator: null });
  onTestFinished(async () => {
    trace.disable();
    await provider.shutdown();
  });
  const watched = await openWatched(options);
  return {
    ...watched,
    collector,
    async spans() {
      await provider.forceFlush();
      return collector.spans();
    },
  };
}

export const kinds = { internal: 1, server: 2, client: 3 };

export const childrenOf = (spans: readonly ExportedSpan[], { spanId }: ExportedSpan): ExportedSpan[] =>
  spans.filter(({ parentSpanId }) => parentSpanId === spanId);

export const ofKind = (spans: readonly ExportedSpan[], kind: keyof typeof kinds): ExportedSpan[] =>
  spans.filter(span => span.kind === kinds[kind]);

/** The only span of a kind. */
export function onlyOf(spans: readonly ExportedSpan[], kind: keyof typeof kinds): ExportedSpan {
  const [span, ...others] = ofKind(spans, kind);
  if (!span || others.length > 0) throw new Error(`There are ${others.length + (span ? 1 : 0)} of them.`);
  return span;
}
