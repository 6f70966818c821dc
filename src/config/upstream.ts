import { z } from 'zod';
import { defaultLimits, type UpstreamLimits } from '../upstream/limits.ts';
import { envVar, wholeNumber } from './env-var.ts';
import { duration } from './timeouts.ts';

/** Bytes of a response. */
export const size = wholeNumber(1_000, 100_000_000);

const milliseconds = 'a whole number of milliseconds from 1 to 600000';
const bytes = 'a whole number of bytes from 1000 to 100000000';

export const upstreamSettings = {
  UPSTREAM_TIMEOUT_MS: envVar('UPSTREAM_TIMEOUT_MS', milliseconds, duration),
  UPSTREAM_CONNECT_TIMEOUT_MS: envVar('UPSTREAM_CONNECT_TIMEOUT_MS', milliseconds, duration),
  UPSTREAM_MAX_BODY_BYTES: envVar('UPSTREAM_MAX_BODY_BYTES', bytes, size),
  UPSTREAM_MAX_TRANSCRIPT_BYTES: envVar('UPSTREAM_MAX_TRANSCRIPT_BYTES', bytes, size),
  UPSTREAM_MAX_CONNECTIONS: envVar(
    'UPSTREAM_MAX_CONNECTIONS',
    'a whole number of connections from 1 to 1000',
    wholeNumber(1, 1_000),
  ),
  UPSTREAM_MAX_QUEUE: envVar(
    'UPSTREAM_MAX_QUEUE',
    'a whole number of requests from 1 to 10000',
    wholeNumber(1, 10_000),
  ),
};

const settingsObject = z.object(upstreamSettings);

export const limitsOf = (settings: z.infer<typeof settingsObject>): UpstreamLimits => ({
  ...defaultLimits,
  connectTimeoutMs: settings.UPSTREAM_CONNECT_TIMEOUT_MS ?? defaultLimits.connectTimeoutMs,
  attemptTimeoutMs: settings.UPSTREAM_TIMEOUT_MS ?? defaultLimits.attemptTimeoutMs,
  maxBodyBytes: settings.UPSTREAM_MAX_BODY_BYTES ?? defaultLimits.maxBodyBytes,
  maxTranscriptBytes: settings.UPSTREAM_MAX_TRANSCRIPT_BYTES ?? defaultLimits.maxTranscriptBytes,
  connections: settings.UPSTREAM_MAX_CONNECTIONS ?? defaultLimits.connections,
  queue: settings.UPSTREAM_MAX_QUEUE ?? defaultLimits.queue,
});
