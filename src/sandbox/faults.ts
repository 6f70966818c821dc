import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { dripping, exploding, flooding, once, stalling } from './faulty-bodies.ts';
import type { Random } from './random.ts';
import { detail, json, type Reply, redirectToOtherSpelling, text } from './reply.ts';
import type { RecordedRequest, Route } from './request-recorder.ts';

interface FaultSettings {
  /** An answer of any status; the body is FastAPI's unless given. */
  status: {
    readonly status: number;
    readonly body?: string;
    readonly contentType?: string;
    readonly retryAfter?: number | string;
  };
  /** Never answers; the socket stays open. */
  hang: object;
  /** Destroys the socket. */
  reset: object;
  /** 307 to the other spelling of the trailing slash, or to anywhere. */
  redirect: { readonly location?: string };
  /** 200 with any text. */
  body: { readonly body: string; readonly contentType?: string };
  /** The right answer, altered. */
  rewrite: { readonly change: (json: unknown) => unknown };
  /** The right answer, late. */
  delay: { readonly ms: number };
  /** The right answer, once a promise has resolved. */
  hold: { readonly until: Promise<unknown> };
  /** Half of the right answer as if it were all. */
  truncate: object;
  /** Half of the right answer, and then nothing more. */
  stall: object;
  /** The right answer, a few bytes at a time. */
  drip: { readonly everyMs: number };
  /** 200 with white space without end, or as much as said. */
  flood: { readonly bytes?: number };
  /** The right answer, compressed although nobody asked for that. */
  gzip: object;
  /** Said to be compressed, and is not. */
  garble: object;
  /** White space, small on the wire and this large when decompressed. */
  bomb: { readonly bytes: number };
}

export type FaultKind = keyof FaultSettings;
export type Fault<Kind extends FaultKind = FaultKind> = {
  [K in Kind]: { readonly kind: K } & FaultSettings[K];
}[Kind];

/** Which requests meet the fault: all that fit, or the first `times`, or each with a `probability`. */
export interface FaultRule {
  readonly route?: Route;
  readonly matches?: (request: RecordedRequest) => boolean;
  readonly times?: number;
  readonly probability?: number;
  readonly fault: Fault;
}

/** One request while it waits for its answer. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly origin: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** What a healthy server says. */
  answer(): Reply;
  drop(): void;
  /** Sends a body piece by piece, for as long as the client listens. */
  stream(status: number, headers: Reply['headers'], pieces: AsyncIterable<Buffer>): void;
}

const jsonType = { 'content-type': 'application/json' };
const gzipped = { 'content-encoding': 'gzip' };

const halfOf = (body: string): string => body.slice(0, body.length / 2);

/** Null says nothing more than the fault itself has said. */
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
    return { ...reply, body: halfOf(reply.body) };
  },
  stall: (_, exchange) => {
    const { status, headers, body } = exchange.answer();
    exchange.stream(status, headers, stalling(halfOf(body), exchange.signal));
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

/** The faults that are on; the oldest that fits a request strikes it. */
export function createFaults(random: Random) {
  const active = new Set<{ readonly rule: FaultRule; left: number }>();
  const fits = ({ route, matches, probability = 1 }: FaultRule, request: RecordedRequest) =>
    (route === undefined || route === request.route) &&
    (matches === undefined || matches(request)) &&
    (probability >= 1 || random.fraction() < probability);
  return {
    play(rule: FaultRule): () => void {
      const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
      active.add(entry);
      return () => void active.delete(entry);
    },
    strike(request: RecordedRequest): Fault | undefined {
      const entry = [...active].find(({ rule, left }) => left > 0 && fits(rule, request));
      if (entry) entry.left--;
      return entry?.rule.fault;
    },
  };
}
