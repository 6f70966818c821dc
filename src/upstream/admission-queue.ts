import type { SharedRequestScope } from '../async/single-flight.ts';
import { createFairQueue } from '../async/fair-queue.ts';
import { createLateCheck, type Waiting } from './late-requests.ts';
import type { Pause } from './pause.ts';
import { createPermit, type Permit } from './permit.ts';
import type { SlidingWindow, Token } from './sliding-window.ts';
import { deadlineError, queueFullError, quotaExceededError, type SourceLabel } from './upstream-errors.ts';

/** Queue before the connections and the quota of one upstream, in which callers take turns. */
export interface AdmissionQueue {
  /**
   * Admits a request once a connection and a token are free, and no pause stops it. Throws or rejects with OVERLOADED if
   * the queue is full, and with UPSTREAM_RATE_LIMITED as soon as the wait would exceed the client's deadline.
   */
  enter(scope: SharedRequestScope, pause: Pause): Permit | Promise<Permit>;
  /** Looks at pauses and quota again, after a pause has begun or was lifted, or a token was given back. */
  refresh(): void;
  /** Whether no request waits, and a connection is free. */
  isIdle(): boolean;
  /** Takes a connection for a request that does not queue here. */
  occupy(request: Occupation): Permit;
  readonly inFlight: number;
  readonly queued: number;
  /** Requests that wait although a connection is free. */
  readonly waitingForQuota: number;
}

export interface AdmissionQueueOptions {
  readonly source: SourceLabel;
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  /** Null without a quota. */
  readonly window: SlidingWindow | null;
  /** Pause that stops all requests. */
  readonly pause: Pause;
}

export interface Occupation {
  /** Null without a quota. */
  readonly token: Token | null;
  /** Null without a pause. */
  readonly endProbe: ((isAnswered: boolean) => void) | null;
  readonly onEnd: () => void;
}

/** Longest time without a look at the quota, because other processes and failed requests may free tokens early. */
const maxPollMs = 100;

export function createAdmissionQueue(options: AdmissionQueueOptions): AdmissionQueue {
  const { source, maxConcurrent, maxQueued, window, pause } = options;
  const queue = createFairQueue<Waiting>();
  let inFlight = 0;
  let isTaking = false;
  let isShortOfTokens = false;
  let timer: NodeJS.Timeout | null = null;

  const isFull = (): boolean => inFlight >= maxConcurrent;
  const isReady = (waiting: Waiting): boolean => pause.admits && waiting.pause.admits;
  const isOvertaken = (waiting: Waiting): boolean => pause !== waiting.pause && !waiting.pause.admits;
  const tokenWaitMs = (ahead: number): number => Math.max(0, window ? window.waitMs(ahead) : 0);
  const waitMs = (ahead: number, own: Pause): number =>
    Math.max(tokenWaitMs(ahead), pause.remainingMs(), own.remainingMs());
  function quotaError(own: Pause): Error {
    return quotaExceededError(source, waitMs(queue.size, own));
  }
  const failLate = createLateCheck({ source, queue, waitMs, isOvertaken, leave });

  function onEnd(isFreed: boolean): void {
    inFlight -= 1;
    if (isFreed) stopTimer();
    admitNext();
  }

  function admitNext(): void {
    if (queue.size === 0 || isFull() || isTaking || isShortOfTokens) return;
    const wanted = queue.countReady(isReady, maxConcurrent - inFlight);
    if (wanted > 0) take(wanted);
    else timer ??= setTimeout(lookAgain, Math.min(maxPollMs, pause.remainingMs() || maxPollMs));
  }

  function take(wanted: number): void {
    const tokens = window ? window.take(wanted) : Array<null>(wanted).fill(null);
    isTaking = tokens instanceof Promise;
    if (tokens instanceof Promise) void tokens.then(taken => grantLater(taken, wanted));
    else grant(tokens, wanted);
  }
  function grantLater(tokens: readonly Token[], wanted: number): void {
    isTaking = false;
    grant(tokens, wanted);
    failLate();
  }
  function grant(tokens: readonly (Token | null)[], wanted: number): void {
    for (const token of tokens) {
      const next = queue.shift(isReady);
      if (next) admit(next, token);
      else token?.giveBack();
    }
    if (queue.size === 0) return;
    if (tokens.length < wanted) waitForTokens();
    else admitNext();
  }

  function admit({ settle, waited, pause: own }: Waiting, token: Token | null): void {
    inFlight += 1;
    const probes = own === pause ? [pause.pass()] : [pause.pass(), own.pass()];
    settle(createPermit({ waited, token, probes, onEnd }));
  }

  function waitForTokens(): void {
    stopTimer();
    isShortOfTokens = true;
    timer = setTimeout(lookAgain, Math.min(maxPollMs, Math.ceil(tokenWaitMs(0))));
  }
  function stopTimer(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    isShortOfTokens = false;
  }
  function lookAgain(): void {
    stopTimer();
    admitNext();
    failLate();
  }

  function leave(waiting: Waiting, failure: Error): void {
    queue.remove(waiting);
    waiting.settle(failure);
  }

  /** Makes room in a full queue at the cost of the caller with the most requests in it, or of a paused identity. */
  function makeRoom(caller: string, own: Pause): void {
    if (queue.size < maxQueued) return;
    const displaced = queue.displaceableFor(caller, pause.admits && own.admits ? isOvertaken : undefined);
    if (!displaced) throw queueFullError(source);
    leave(displaced, queueFullError(source));
  }

  function wait(waiting: Waiting): Promise<Permit> {
    const cancellation = waiting.scope.cancellation();
    // A coalesced request takes the turns of all who wait for it, so that it does not wait for all requests of the first.
    waiting.scope.onCaller(caller => queue.join(caller, waiting));
    return new Promise((resolve, reject) => {
      const onCancel = (reason: Error) =>
        leave(waiting, isFull() ? deadlineError(source, reason) : quotaError(waiting.pause));
      waiting.settle = outcome => {
        cancellation.offCancel(onCancel);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      cancellation.onCancel(onCancel);
    });
  }

  return {
    enter(scope, own) {
      const { reason } = scope.cancellation();
      if (reason) throw deadlineError(source, reason);
      if (scope.hasGivenUp(source.name)) throw quotaError(own);
      const caller = scope.caller();
      if (isFull() || isTaking || isShortOfTokens || !pause.admits || !own.admits) makeRoom(caller, own);
      const ahead = queue.ahead(caller);
      // Stays synchronous if nothing has to wait, because a promise adds a microtask.
      let outcome = null as Permit | Error | null;
      function settle(settled: Permit | Error): void {
        outcome = settled;
      }
      const waiting: Waiting = { scope, pause: own, waited: false, settle };
      queue.push(caller, waiting);
      admitNext();
      waiting.waited = !isTaking;
      if (!outcome && !isTaking && waitMs(ahead, own) >= scope.remaining()) failLate();
      if (outcome instanceof Error) throw outcome;
      return outcome ?? wait(waiting);
    },
    refresh: lookAgain,
    isIdle: () => queue.size === 0 && !isFull(),
    occupy(request) {
      inFlight += 1;
      const ended = (isFreed: boolean) => {
        onEnd(isFreed);
        request.onEnd();
      };
      return createPermit({ waited: false, token: request.token, probes: [request.endProbe], onEnd: ended });
    },
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return queue.size;
    },
    get waitingForQuota() {
      return isFull() ? 0 : queue.size;
    },
  };
}
