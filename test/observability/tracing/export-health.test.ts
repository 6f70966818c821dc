import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { expect, test } from 'vitest';
import type { TraceExportEvent } from '../../../src/observability/observer.ts';
import { createExportHealth } from '../../../src/observability/tracing/export-health.ts';

/** The health of an exporter whose exports end as the test says, by a clock of the test. */
function openHealth() {
  const events: TraceExportEvent[] = [];
  let now = 0;
  let code = 0;
  const exporter: SpanExporter = {
    export: (_, done) => done({ code }),
    shutdown: async () => {},
  };
  const { watch } = createExportHealth({
    maxQueueSize: 10,
    now: () => now,
    onEvent: event => void events.push(event),
  });
  const watched = watch(exporter);
  return {
    events,
    /** Exports after some seconds. */
    exportAfter(seconds: number, succeeds: boolean): void {
      now += seconds * 1_000;
      code = succeeds ? 0 : 1;
      watched.export([], () => {});
    },
  };
}

test('a collector that fails every other time has one report a minute, and one of its recovery', () => {
  const { events, exportAfter } = openHealth();
  for (let second = 0; second < 60; second += 1) exportAfter(1, second % 2 === 1);
  expect(events).toEqual(['failing', 'working']);
  for (let second = 0; second < 4; second += 1) exportAfter(1, second % 2 === 1);
  expect(events).toEqual(['failing', 'working', 'failing', 'working']);
});

test('a collector that fails for good after a recovery is reported again within a minute', () => {
  const { events, exportAfter } = openHealth();
  exportAfter(0, false);
  exportAfter(1, true);
  for (let second = 0; second < 59; second += 1) exportAfter(1, false);
  expect(events).toEqual(['failing', 'working']);
  exportAfter(1, false);
  expect(events).toEqual(['failing', 'working', 'failing']);
});
