/** Starts the SDK of OpenTelemetry before a program that embeds the gateway: `node --import switchboard/otel`. */
import { startTracing, stopTracing } from './observability/tracing/sdk.ts';

for (const warning of await startTracing(process.env)) process.emitWarning(warning);
process.once('beforeExit', stopTracing);

/** Exports the last spans, within two seconds; for a program that ends by itself on a signal. */
export { stopTracing };
