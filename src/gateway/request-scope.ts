import { randomUUID } from 'node:crypto';
import { type Cancellation, createCancellation } from '../async/cancellation.ts';
import { type ClientDisconnect, clientDisconnectOf, type RequestHead } from '../async/client-disconnect.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import { callerKey } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { DisposableScope, RequestState, StatefulScope } from '../observability/request-state.ts';

const acceptableId = /^[A-Za-z0-9._:-]{1,128}$/;

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Seven or more digits may be a phone number, which must not reach the logs. Trace ids mix in letters. */
const phoneNumber = /(?<![0-9a-f])\d(?:[._-]?\d){6,}(?![0-9a-f])/i;

/** The `x-request-id` of the client if it is safe to log; otherwise a new id. */
export function requestIdOf({ headers }: Pick<RequestHead, 'headers'>): string {
  const proposed = headers.get('x-request-id') ?? '';
  const safe = uuid.test(proposed) || (acceptableId.test(proposed) && !phoneNumber.test(proposed));
  return safe ? proposed : randomUUID();
}

export interface ScopeOptions {
  readonly state: RequestState;
  readonly headers: RequestScope['headers'];
  readonly deadlineMs: number;
  /** Counts an upstream request for the caller; null without a limit. */
  readonly charge: RequestScope['charge'];
  /** Byte budget for the responses of all upstreams together. */
  readonly maxReceivedBytes: number;
}

const tooManyBytes = (maxBytes: number) =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `The sources may send at most ${maxBytes} bytes for one answer. Ask for fewer calls, or without conversations.`,
    { retryable: false },
  );

/** Creates the scope of a request, which is cancelled when the client disconnects or the deadline passes. */
export function openScope({
  state,
  headers,
  deadlineMs,
  charge,
  maxReceivedBytes,
}: ScopeOptions): StatefulScope & DisposableScope {
  const endsAt = performance.now() + deadlineMs;
  const remaining = () => Math.max(0, endsAt - performance.now());
  let own: OwnCancellation | null = null;
  let closed = false;
  let received = 0;
  let givenUp: string[] | null = null;

  /**
   * Creates the cancellation at the first upstream request. `close` disposes it, because its timer would keep the
   * request alive until the deadline.
   */
  function cancellation(): Cancellation {
    own ??= createOwnCancellation(clientDisconnectOf(state.head), remaining());
    if (closed) own.dispose();
    return own.cancellation;
  }

  return {
    id: state.id,
    state,
    caller: () => (state.caller ? callerKey(state.caller) : ''),
    headers,
    cancellation,
    remaining,
    receive(bytes) {
      received += bytes;
      if (received > maxReceivedBytes) throw tooManyBytes(maxReceivedBytes);
    },
    charge,
    giveUp(source) {
      givenUp = [...(givenUp ?? []), source];
    },
    hasGivenUp: source => givenUp?.includes(source) ?? false,
    close() {
      closed = true;
      own?.dispose();
    },
  };
}

interface OwnCancellation {
  readonly cancellation: Cancellation;
  dispose(): void;
}

function createOwnCancellation(client: ClientDisconnect, deadlineMs: number): OwnCancellation {
  const cancellation = createCancellation();
  const timer = setTimeout(() => cancellation.cancel(new Error('The deadline has passed.')), deadlineMs);
  const unsubscribe = client.onDisconnect(cancellation.cancel);
  return {
    cancellation,
    dispose() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** Rejects the turns of a client that has disconnected, so that its long answer ends at the next slice. */
export const turnsWhileConnected =
  (nextTurn: NextTurn, head: RequestHead): NextTurn =>
  async () => {
    await nextTurn();
    if (!clientDisconnectOf(head).disconnected()) return;
    throw new SwitchboardError('UPSTREAM_TIMEOUT', 'The client has left.', { retryable: true });
  };
