import { ProxyTracerProvider, trace } from '@opentelemetry/api';

const noopProvider = new ProxyTracerProvider().getDelegate();

/** Whether an SDK of OpenTelemetry is registered; without one, each tracer makes spans that record nothing. */
export function isTracingOn(): boolean {
  const provider = trace.getTracerProvider();
  return (provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider) !== noopProvider;
}
