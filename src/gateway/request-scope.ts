import { randomUUID } from 'node:crypto';
import { type Cancellation, createCancellation } from '../async/cancellation.ts';
import { type ClientDisconnect, clientDisconnectOf, type RequestHead } from '../async/client-disconnect.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { DisposableScope, RequestState, StatefulScope } from '../observability/request-state.ts';

const acceptableId = /^[A-Za-z0-9._:-]{1,128}$/;

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
  readonly state: RequestState;
  /** What of the client's headers goes on to the upstreams. */
  readonly headers: RequestScope['headers'];
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

/** A scope that ends with the client or the deadline, whichever comes first. */
export function openScope({
  state,
  headers,
  deadlineMs,
  maxReceivedBytes,
}: ScopeOptions): StatefulScope & DisposableScope {
  const endsAt = performance.now() + deadlineMs;
  const remaining = () => Math.max(0, endsAt - performance.now());
  let following: Following | null = null;
  let closed = false;
  let received = 0;

  /** Made when an upstream is first asked, and let go with the answer: else it would keep a request until its deadline. */
  function ending(): Cancellation {
    following ??= follow(clientDisconnectOf(state.head), remaining());
    if (closed) following.letGo();
    return following.ending;
  }

  return {
    id: state.id,
    state,
    headers,
    cancellation: ending,
    remaining,
    receive(bytes) {
      received += bytes;
      if (received > maxReceivedBytes) throw tooMuch(maxReceivedBytes);
    },
    close() {
      closed = true;
      following?.letGo();
    },
  };
}

interface Following {
  readonly ending: Cancellation;
  letGo(): void;
}

function follow(client: ClientDisconnect, deadlineMs: number): Following {
  const ending = createCancellation();
  const timer = setTimeout(() => ending.cancel(new Error('The deadline has passed.')), deadlineMs);
  const stay = client.onDisconnect(ending.cancel);
  return {
    ending,
    letGo() {
      clearTimeout(timer);
      stay();
    },
  };
}
