import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { SwitchboardError } from './domain/errors.ts';
import type { RequestHead } from './domain/request-head.ts';
import type { RequestScope } from './domain/request-scope.ts';

const acceptableId = /^[A-Za-z0-9._:-]{1,128}$/;

export interface OpenScope extends RequestScope {
  /** Lets go of what the scope holds on to, when its request is answered. */
  close(): void;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Seven digits or more by themselves may be a phone number, which must not get into logs; ids of traces mix in letters. */
const mayBeNumber = /(?<![0-9a-f])\d(?:[._-]?\d){6,}(?![0-9a-f])/i;

/** An id that came along is kept, unless it may tell more than an id should. */
export function requestIdOf({ headers }: Pick<RequestHead, 'headers'>): string {
  const given = headers.get('x-request-id') ?? '';
  const harmless = uuid.test(given) || (acceptableId.test(given) && !mayBeNumber.test(given));
  return harmless ? given : randomUUID();
}

export interface ScopeOptions {
  readonly id: string;
  /** What of the client's headers goes on to the upstreams. */
  readonly headers: RequestScope['headers'];
  /** Whose signal is made, like ours, when it is wanted. */
  readonly client: Pick<RequestHead, 'signal'>;
  readonly deadlineMs: number;
  /** What all upstreams together may send. */
  readonly maxReceivedBytes: number;
}

const tooMuch = (most: number) =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `The sources may send at most ${most} bytes for one answer. Ask for fewer calls, or without conversations.`,
    { retryable: false },
  );

/**
 * A scope that ends with the client or the deadline, whichever comes first. Signal and timer are made when an upstream is
 * first asked, and are gone with the answer: else each request would keep its memory until its deadline.
 */
export function openScope({ id, headers, client, deadlineMs, maxReceivedBytes }: ScopeOptions): OpenScope {
  const endsAt = performance.now() + deadlineMs;
  const remaining = () => Math.max(0, endsAt - performance.now());
  let ends: AbortController | null = null;
  const follow = () => ends?.abort(client.signal.reason);
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function start(): AbortController {
    const started = new AbortController();
    ends = started;
    if (closed) return started;
    timer = setTimeout(() => started.abort(), remaining());
    if (client.signal.aborted) follow();
    client.signal.addEventListener('abort', follow, { once: true });
    // Because each upstream request of a query listens to it, which is no leak.
    setMaxListeners(0, started.signal);
    return started;
  }

  let received = 0;

  return {
    id,
    headers,
    receive(bytes) {
      received += bytes;
      if (received > maxReceivedBytes) throw tooMuch(maxReceivedBytes);
    },
    get signal() {
      return (ends ?? start()).signal;
    },
    remaining,
    close() {
      closed = true;
      if (!timer) return;
      clearTimeout(timer);
      client.signal.removeEventListener('abort', follow);
    },
  };
}
