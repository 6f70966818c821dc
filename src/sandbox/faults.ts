import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { dripping, exploding, flooding, once, stalling } from './faulty-bodies.ts';
import type { Random } from './random.ts';
import { detail, json, type Reply, redirectToOtherSpelling, text } from './reply.ts';
import type { RecordedRequest, Route } from './request-recorder.ts';

interface FaultSettings {
  /** Any status, with FastAPI's body by default. */
  status: {
    readonly status: number;
    readonly body?: string;
    readonly contentType?: string;
    readonly retryAfter?: number | string;
  };
  /** No response; the socket stays open. */
  hang: object;
  reset: object;
  /** 307 to `location`; by default to the same path with or without its trailing slash. */
  redirect: { readonly location?: string };
  /** 200 with this text. */
  body: { readonly body: string; readonly contentType?: string };
  /** Healthy response with its JSON changed. */
  rewrite: { readonly change: (json: unknown) => unknown };
  delay: { readonly ms: number };
  /** Healthy response after a promise has resolved. */
  hold: { readonly until: Promise<unknown> };
  /** First half of the healthy body, with the `Content-Length` of the half. */
  truncate: object;
  /** First half of the healthy body, and then silence on an open connection. */
  stall: object;
  /** Healthy response, a few bytes at a time. */
  drip: { readonly everyMs: number };
  /** 200 with endless white space, or `bytes` of it. */
  flood: { readonly bytes?: number };
  /** Healthy response, compressed although the client did not request that. */
  gzip: object;
  /** Healthy response that claims to be gzip, and is not. */
  garble: object;
  /** Zip bomb of white space with `bytes` after decompression. */
  bomb: { readonly bytes: number };
}

export type FaultKind = keyof FaultSettings;
export type Fault<Kind extends FaultKind = FaultKind> = {
  [K in Kind]: { readonly kind: K } & FaultSettings[K];
}[Kind];

/** Fault injection for all matching requests, the first `times` of them, or each with a `probability`. */
export interface FaultRule {
  readonly route?: Route;
  readonly matches?: (request: RecordedRequest) => boolean;
  readonly times?: number;
  readonly probability?: number;
  readonly fault: Fault;
}

export interface Exchange {
  readonly request: RecordedRequest;
  readonly origin: string;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
  /** Returns the healthy response. */
  answer(): Reply;
  drop(): void;
  /** Streams a body until the client disconnects. */
  stream(status: number, headers: Reply['headers'], pieces: AsyncIterable<Buffer>): void;
}

const jsonType = { 'content-type': 'application/json' };
const gzipped = { 'content-encoding': 'gzip' };

const firstHalfOf = (body: string): string => body.slice(0, body.length / 2);

/** Null if the fault has responded by itself, or sends no response. */
type Outcome = Reply | null | Promise<Reply | null>;

const players: { readonly [K in FaultKind]: (fault: Fault<K>, exchange: Exchange) => Outcome } = {
  status: ({ status, body, contentType = 'application/json', retryAfter }) => {
    const headers: Reply['headers'] = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    return body === undefined ? detail(status, undefined, headers) : text(status, body, contentType, headers);
  },
  hang: () => null,
  reset: (_, exchange) => {
    exchange.drop();
    return null;
  },
  redirect: ({ location }, { origin, request }) =>
    location === undefined
      ? redirectToOtherSpelling(origin, request.url)
      : { status: 307, headers: { location }, body: '' },
  body: ({ body, contentType = 'application/json' }) => text(200, body, contentType),
  rewrite: ({ change }, exchange) => {
    const { status, body } = exchange.answer();
    return json(change(JSON.parse(body)), status);
  },
  delay: async ({ ms }, exchange) => {
    await wait(ms, undefined, { signal: exchange.signal });
    return exchange.answer();
  },
  hold: async ({ until }, exchange) => {
    await until;
    return exchange.answer();
  },
  truncate: (_, exchange) => {
    const reply = exchange.answer();
    return { ...reply, body: firstHalfOf(reply.body) };
  },
  stall: (_, exchange) => {
    const { status, headers, body } = exchange.answer();
    exchange.stream(status, headers, stalling(firstHalfOf(body), exchange.signal));
    return null;
  },
  drip: ({ everyMs }, exchange) => {
    const { status, headers, body } = exchange.answer();
    exchange.stream(status, headers, dripping(body, everyMs, exchange.signal));
    return null;
  },
  flood: ({ bytes = Number.POSITIVE_INFINITY }, exchange) => {
    exchange.stream(200, jsonType, flooding(bytes));
    return null;
  },
  gzip: (_, exchange) => {
    const { status, headers, body } = exchange.answer();
    exchange.stream(status, { ...headers, ...gzipped }, once(gzipSync(body)));
    return null;
  },
  garble: (_, exchange) => {
    const reply = exchange.answer();
    return { ...reply, headers: { ...reply.headers, ...gzipped } };
  },
  bomb: ({ bytes }, exchange) => {
    exchange.stream(200, { ...jsonType, ...gzipped }, exploding(bytes));
    return null;
  },
};

export function playFault<Kind extends FaultKind>(fault: Fault<Kind>, exchange: Exchange): Outcome {
  return players[fault.kind](fault, exchange);
}

/** Active fault rules; the oldest matching rule applies to a request. */
export function createFaults(random: Random) {
  const active = new Set<{ readonly rule: FaultRule; remaining: number }>();
  const matchesRule = ({ route, matches, probability = 1 }: FaultRule, request: RecordedRequest) =>
    (route === undefined || route === request.route) &&
    (matches === undefined || matches(request)) &&
    (probability >= 1 || random.fraction() < probability);
  return {
    play(rule: FaultRule): () => void {
      const entry = { rule, remaining: rule.times ?? Number.POSITIVE_INFINITY };
      active.add(entry);
      return () => void active.delete(entry);
    },
    strike(request: RecordedRequest): Fault | undefined {
      const entry = [...active].find(({ rule, remaining }) => remaining > 0 && matchesRule(rule, request));
      if (entry) entry.remaining--;
      return entry?.rule.fault;
    },
  };
}
