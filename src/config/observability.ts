import { z } from 'zod';
import { envVar, flag, onOff, toList, wholeNumber } from './env-var.ts';

export interface ObservabilityConfig {
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly metricsHost: string;
  /** Names that a request to that listener may have in `Host`, in lower case. */
  readonly metricsHosts: readonly string[];
  /** Null without a separate listener. */
  readonly metricsPort: number | null;
  /** Time after the stop signal in which the server still accepts requests. */
  readonly drainDelayMs: number;
  /** Time for active requests after that delay. */
  readonly drainTimeoutMs: number;
  /** Whether the readiness probe waits until the hot paths are compiled. */
  readonly warmUp: boolean;
  /** Whether upstreams receive the trace of a request. */
  readonly traceUpstream: boolean;
}

export const observabilitySettings = {
  LOG_LEVEL: envVar(
    'LOG_LEVEL',
    'error, warn, info, debug or silent',
    z.enum(['error', 'warn', 'info', 'debug', 'silent']),
  ),
  METRICS_HOST: envVar(
    'METRICS_HOST',
    'a host name or address',
    z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
  ),
  METRICS_HOSTS: envVar(
    'METRICS_HOSTS',
    'names of hosts without ports, separated by commas',
    z
      .string()
      .transform(text => toList(text.toLowerCase()))
      .pipe(z.array(z.string().regex(/^[a-z0-9._-]{1,253}$/)).max(100)),
  ),
  METRICS_PORT: envVar('METRICS_PORT', 'a whole number from 0 to 65535', wholeNumber(0, 65_535)),
  DRAIN_DELAY_MS: envVar(
    'DRAIN_DELAY_MS',
    'a whole number of milliseconds from 0 to 600000',
    wholeNumber(0, 600_000),
  ),
  DRAIN_TIMEOUT_MS: envVar(
    'DRAIN_TIMEOUT_MS',
    'a whole number of milliseconds from 0 to 600000',
    wholeNumber(0, 600_000),
  ),
  WARM_UP: envVar('WARM_UP', onOff, flag),
  TRACE_UPSTREAM: envVar('TRACE_UPSTREAM', onOff, flag),
};

const settingsObject = z.object(observabilitySettings);

export const observabilityOf = (settings: z.infer<typeof settingsObject>): ObservabilityConfig => ({
  logLevel: settings.LOG_LEVEL ?? 'info',
  metricsHosts: [settings.METRICS_HOST?.toLowerCase() ?? '127.0.0.1', ...(settings.METRICS_HOSTS ?? [])],
  metricsHost: settings.METRICS_HOST ?? '127.0.0.1',
  metricsPort: settings.METRICS_PORT ?? null,
  drainDelayMs: settings.DRAIN_DELAY_MS ?? 0,
  drainTimeoutMs: settings.DRAIN_TIMEOUT_MS ?? 10_000,
  warmUp: settings.WARM_UP ?? true,
  traceUpstream: settings.TRACE_UPSTREAM ?? false,
});
