import { type Logger, pino } from 'pino';
import type { ClientRequest, GatewayObserver, ObservedAttempt } from './observer.ts';
import type { LogStream } from './resilient-stream.ts';

export const logLevels = ['error', 'warn', 'info', 'debug', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

export type { Logger, LogStream };

/** Creates a logger of JSON lines; by default it discards them. */
export function createLogger(level: LogLevel, stream: LogStream = discard): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: label => ({ level: label }) },
    },
    stream,
  );
}

const discard: LogStream = { write: () => {} };

/** Logs each client request, each client error, each failed upstream attempt, and the first drift of each field. */
export function createLogObserver(logger: Logger, now: () => number = Date.now): GatewayObserver {
  const drifting = new Set<string>();
  const failing = new Set<string>();
  const mayLogClosing = createLineLimit(maxClosingLinesPerMinute, now);
  return {
    request: request => logRequest(logger, request),
    clientError: ({ status, reason }) => logger.info({ status, reason }, 'request not read'),
    connectionClosed(reason) {
      if (mayLogClosing()) logger.warn({ reason }, 'connection closed');
    },
    unexpectedError: fault => logger.error({ fault }, 'fault'),
    attempt(attempt) {
      if (attempt.code !== null) logFailure(logger, attempt);
    },
    sourceEvent() {},
    redis(event) {
      if (event === 'lost') logger.warn('redis lost: each process goes on by itself');
      else logger.info('redis is back');
    },
    redisFailure(reason) {
      if (isFirst(failing, reason)) logger.warn({ reason: reason.toLowerCase() }, 'redis command failed');
    },
    index({ source, type, message }) {
      logger[type === 'FAILED' ? 'warn' : 'info']({ source, event: type.toLowerCase(), message }, 'index');
    },
    indexRead() {},
    traceExport(event) {
      if (event === 'working') logger.info('traces are exported again');
      else logger.warn(exportFailures[event]);
    },
    drift(source, field) {
      if (!isFirst(drifting, `${source} ${field}`)) return;
      logger.warn({ source, field }, 'drift');
    },
  };
}

const exportFailures = {
  failing: 'traces cannot be exported: the collector does not answer, or refuses them',
  dropping: 'traces are incomplete: the collector does not answer, or is slower than the spans come',
} as const;

function logRequest(logger: Logger, request: ClientRequest): void {
  const isFailed = request.codes.has('INTERNAL_SERVER_ERROR');
  if (!logger.isLevelEnabled(isFailed ? 'error' : 'info')) return;
  const line = requestLine(request);
  if (isFailed) logger.error({ ...line, fault: request.fault }, 'request');
  else logger.info(line, 'request');
}

const none: readonly string[] = [];

/** Explicit fields instead of a spread (@v8 1). */
const requestLine = (request: ClientRequest) => ({
  requestId: request.requestId,
  trace_id: request.trace?.traceId,
  span_id: request.trace?.spanId ?? undefined,
  operationName: request.operationName,
  operationType: request.operationType,
  outcome: request.outcome,
  status: request.status,
  upstreamRequests: request.upstreamRequests,
  retries: request.retries,
  indexReads: request.indexReads,
  clientName: request.clientName,
  clientVersion: request.clientVersion,
  caller: request.caller,
  codes: request.codes.size === 0 ? none : [...request.codes.keys()],
  errors: countErrors(request.codes),
  milliseconds: rounded(request.milliseconds),
});

function countErrors(codes: ReadonlyMap<string, number>): number {
  let errors = 0;
  for (const count of codes.values()) errors += count;
  return errors;
}

/** Rejected and abandoned attempts are logged at `debug`, because they are no failures of the upstream. */
function logFailure(logger: Logger, attempt: ObservedAttempt): void {
  const { requestId, source, route, number, code, status, reason, tlsCode } = attempt;
  const { milliseconds, rejectedBy, abandoned, trace } = attempt;
  const background = attempt.isBackground && { background: true };
  const traced = trace && { trace_id: trace.traceId, span_id: trace.spanId ?? undefined };
  const at = { requestId, ...traced, source, route, attempt: number };
  const line = { ...at, code, status, reason, tlsCode, ...background };
  const level = rejectedBy === null && !abandoned ? 'warn' : 'debug';
  const message = rejectedBy === null ? 'upstream failure' : 'upstream not asked';
  logger[level]({ ...line, milliseconds: rounded(milliseconds), refused: rejectedBy, abandoned }, message);
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** Limits the log, because a flood of connections would flood it too; the metric counts each of them. */
const maxClosingLinesPerMinute = 60;

function createLineLimit(maxPerMinute: number, now: () => number): () => boolean {
  let minute = 0;
  let lines = 0;
  return () => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) lines = 0;
    minute = current;
    lines += 1;
    return lines <= maxPerMinute;
  };
}

const maxKeys = 1_000;

/** Limits the log to one line per key, because a field that drifts does so in every call. */
function isFirst(seen: Set<string>, key: string): boolean {
  if (seen.has(key) || seen.size >= maxKeys) return false;
  seen.add(key);
  return true;
}
