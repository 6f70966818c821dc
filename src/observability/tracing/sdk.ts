import { DiagLogLevel, diag } from '@opentelemetry/api';
import { tellExportEvent } from './export-events.ts';
import { createExportHealth } from './export-health.ts';
import { isTracingOn } from './is-tracing-on.ts';

/** Time to export the last spans, however the collector answers. */
export const stopTracingMs = 2_000;

const defaultQueueSize = 2_048;

const packages = [
  '@opentelemetry/sdk-trace-node@2',
  '@opentelemetry/resources@2',
  '@opentelemetry/exporter-trace-otlp-http@0.223',
];
const missing = `Tracing needs three more packages: run \`npm install ${packages.join(' ')}\` and start again.`;

type Environment = Readonly<Record<string, string | undefined>>;

let shutdown: (() => Promise<void>) | null = null;

/**
 * Registers the SDK of OpenTelemetry, which reads its settings from the environment, unless one is registered already or
 * the environment turns it off. Returns its warnings about settings, and rejects if its packages are not installed.
 */
export async function startTracing(env: Environment): Promise<readonly string[]> {
  if (isTracingOn() || isTurnedOff(env)) return [];
  const packages = await importSdk();
  return withWarnings(() => register(packages, env));
}

function register(
  { sdk, resources, exporters }: Awaited<ReturnType<typeof importSdk>>,
  env: Environment,
): void {
  const maxQueueSize = Number(env['OTEL_BSP_MAX_QUEUE_SIZE']) || defaultQueueSize;
  const health = createExportHealth({
    maxQueueSize,
    now: () => performance.now(),
    onEvent: tellExportEvent,
  });
  const exporter = health.watch(new exporters.OTLPTraceExporter());
  const provider = new sdk.NodeTracerProvider({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': 'switchboard' }))
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [health.counter, new sdk.BatchSpanProcessor(exporter, { maxQueueSize })],
  });
  // The gateway passes contexts on by itself, and reads the headers of traces without a propagator.
  provider.register({ contextManager: null, propagator: null });
  shutdown = () => provider.shutdown();
}

/** Listens to the SDK as long as it reads its settings, because it repeats each failure of an export later. */
function withWarnings(run: () => void): readonly string[] {
  const warnings = new Set<string>();
  const add = (message: string) => void warnings.add(`OpenTelemetry: ${withoutCredentials(message)}`);
  const ignore = () => {};
  diag.setLogger(
    { error: add, warn: add, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  try {
    run();
  } finally {
    diag.disable();
  }
  return [...warnings];
}

/** The SDK quotes an address that it cannot read, which may have a user and a password before its last `@`. */
const withoutCredentials = (message: string): string => message.replace(/(['"]).*@/, '$1');

/** Exports the last spans, in a bounded time. Never rejects. */
export async function stopTracing(): Promise<void> {
  const stop = shutdown;
  shutdown = null;
  if (!stop) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>(resolve => {
    timer = setTimeout(resolve, stopTracingMs);
  });
  await Promise.race([stop().catch(() => {}), timeout]);
  clearTimeout(timer);
}

/** These two variables are read by `@opentelemetry/sdk-node` alone, which has 71 packages. */
function isTurnedOff({ OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter }: Environment): boolean {
  return disabled?.trim().toLowerCase() === 'true' || exporter?.trim() === 'none';
}

async function importSdk() {
  try {
    const [sdk, resources, exporters] = await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { sdk, resources, exporters };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new Error(missing);
    throw error;
  }
}
