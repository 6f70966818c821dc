import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { TraceExportEvent } from '../observer.ts';

export interface ExportHealthOptions {
  /** Spans that wait for export; further ones are dropped. */
  readonly maxQueueSize: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly onEvent: (event: TraceExportEvent) => void;
}

/** Follows the export of spans, because the SDK says nothing of a collector that fails or is too slow. */
export interface ExportHealth {
  watch(exporter: SpanExporter): SpanExporter;
  /** Counts the spans of a queue. It stands before the processor that holds the queue. */
  readonly counter: SpanProcessor;
}

/** Milliseconds after a recovery in which no failure is reported, because a collector may fail every other time. */
const quietMs = 60_000;

export function createExportHealth({ maxQueueSize, now, onEvent }: ExportHealthOptions): ExportHealth {
  let state: TraceExportEvent = 'working';
  let queued = 0;
  let recoveredAt = Number.NEGATIVE_INFINITY;

  function change(next: TraceExportEvent): void {
    if (next === state) return;
    if (next === 'working') recoveredAt = now();
    else if (now() - recoveredAt < quietMs) return;
    state = next;
    onEvent(next);
  }

  function exported(isOk: boolean): void {
    if (!isOk && state === 'working') change('failing');
    // A queue that is still filled would be full again soon.
    if (isOk && (state === 'failing' || queued < maxQueueSize / 2)) change('working');
  }

  return {
    watch: exporter => ({
      export(spans, done) {
        queued -= spans.length;
        exporter.export(spans, result => {
          exported(result.code === 0);
          done(result);
        });
      },
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    }),
    counter: {
      onStart() {},
      onEnd(span) {
        if ((span.spanContext().traceFlags & 1) === 0) return;
        if (queued >= maxQueueSize) change('dropping');
        else queued += 1;
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  };
}
