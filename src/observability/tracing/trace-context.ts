import { createTraceState, isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { RequestHead } from '../../async/client-disconnect.ts';
import type { RequestFollower } from '../../upstream/attempt.ts';

/** Place of a client request in a trace, for log lines and exemplars. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Id of the request's span, 16 hexadecimal digits; null if the gateway makes no spans. */
  readonly spanId: string | null;
  readonly isSampled: boolean;
}

/** Version, trace id, parent id and flags. Only later versions than 00 may have further fields, and ff is none. */
const traceparent = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const maxLength = 512;

/** Reads `traceparent` and `tracestate` of a client (W3C Trace Context); null if the first is absent or malformed. */
export function readTraceContext({ headers }: Pick<RequestHead, 'headers'>): SpanContext | null {
  const header = headers.get('traceparent');
  if (header === null || header.length > maxLength) return null;
  const [, version, traceId = '', spanId = '', flags = '', more] = traceparent.exec(header) ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return null;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const context = { traceId, spanId, traceFlags, isRemote: true };
  if (!isSpanContextValid(context)) return null;
  const state = headers.get('tracestate');
  return state === null ? context : { ...context, traceState: createTraceState(state) };
}

export const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;

/** Headers by which an upstream joins a trace, as alternating names and values. */
export function traceHeaders(context: SpanContext): string[] {
  const flags = isSampled(context) ? '01' : '00';
  const headers = ['traceparent', `00-${context.traceId}-${context.spanId}-${flags}`];
  const state = context.traceState?.serialize();
  return state ? [...headers, 'tracestate', state] : headers;
}

const ignore = () => {};

/** Passes a trace on to the upstream, without a span. */
export const passOn = (context: SpanContext): RequestFollower => ({
  headers: traceHeaders(context),
  attempted: ignore,
  ended: ignore,
});
