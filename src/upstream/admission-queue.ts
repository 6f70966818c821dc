import type { SharedRequestScope } from '../async/single-flight.ts';
import { createFairQueue } from './fair-queue.ts';
import type { SlidingWindow, Token } from './sliding-window.ts';
import { deadlineError, queueFullError, quotaExceededError, type SourceLabel } from './upstream-errors.ts';

/** Queue before the connections and the quota of one upstream, in which callers take turns. */
export interface AdmissionQueue {
  /**
   * Admits a request once a connection and a token are free. Throws or rejects with OVERLOADED if the queue is full, and
   * with UPSTREAM_RATE_LIMITED as soon as the wait would exceed the client's deadline.
   */
  enter(scope: SharedRequestScope): Turn | Promise<Turn>;
  /** Stops requests for some seconds after a 429 (`Retry-After`). */
  pause(seconds: number): void;
  readonly inFlight: number;
  readonly queued: number;
  /** Requests that wait although a connection is free. */
  readonly waitingForQuota: number;
}

/** A connection and a token for one request. */
export interface Turn {
  readonly waited: boolean;
  /** Called at the moment at which the request is written. */
  sent(): void;
  /** Frees the connection, and the token of a request that was not sent. */
  end(): void;
}

export interface AdmissionQueueOptions {
  readonly source: SourceLabel;
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  /** Null without a quota. */
  readonly window: SlidingWindow | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

interface Waiting {
  readonly scope: SharedRequestScope;
  readonly caller: string;
  waited: boolean;
  settle: (outcome: Turn | Error) => void;
}

/** Longest time without a look at the quota, because other processes and failed requests may free tokens early. */
const maxPollMs = 100;

export function createAdmissionQueue(options: AdmissionQueueOptions): AdmissionQueue {
  const { source, maxConcurrent, maxQueued, window, clock } = options;
  const queue = createFairQueue<Waiting>();
  let inFlight = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let isTaking = false;
  let timer: NodeJS.Timeout | null = null;

  const isFull = (): boolean => inFlight >= maxConcurrent;
  const waitMs = (ahead: number): number =>
    Math.max(0, pausedUntil - clock(), window ? window.waitMs(ahead) : 0);

  function createTurn(token: Token | null, waited: boolean): Turn {
    let hasEnded = false;
    inFlight += 1;
    return {
      waited,
      sent: () => token?.spend(),
      end() {
        if (hasEnded) return;
        hasEnded = true;
        inFlight -= 1;
        if (token?.giveBack()) stopTimer();
        admitNext();
      },
    };
  }

  function admitNext(): void {
    const wanted = Math.min(queue.size, maxConcurrent - inFlight);
    if (wanted <= 0 || isTaking || timer) return;
    if (pausedUntil > clock()) startTimer();
    else take(wanted);
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
    failHopeless();
  }
  function grant(tokens: readonly (Token | null)[], wanted: number): void {
    for (const token of tokens) {
      const next = queue.shift();
      if (next) next.settle(createTurn(token, next.waited));
      else token?.giveBack();
    }
    if (queue.size === 0) return;
    if (tokens.length < wanted) startTimer();
    else admitNext();
  }

  function startTimer(): void {
    timer ??= setTimeout(lookAgain, Math.min(maxPollMs, Math.ceil(waitMs(0))));
  }
  function stopTimer(): void {
    if (timer) clearTimeout(timer);
    timer = null;
  }
  function lookAgain(): void {
    stopTimer();
    admitNext();
    failHopeless();
  }

  /** Fails each request whose turn comes after its deadline. */
  function failHopeless(): void {
    for (const [ahead, waiting] of queue.inOrder().entries()) failIfHopeless(waiting, ahead);
  }
  function failIfHopeless(waiting: Waiting, ahead: number): void {
    const { scope } = waiting;
    const milliseconds = waitMs(ahead);
    waiting.waited = true;
    if (milliseconds === 0 || milliseconds < scope.remaining() || scope.hasGivenUp(source.name)) return;
    scope.giveUp(source.name);
    leave(waiting, quotaExceededError(source, milliseconds));
    dropGivenUp(milliseconds);
  }
  /** Fails all waiting requests of each client request that has given up this source. */
  function dropGivenUp(milliseconds: number): void {
    for (const waiting of queue.inOrder())
      if (waiting.scope.hasGivenUp(source.name)) leave(waiting, quotaExceededError(source, milliseconds));
  }

  function leave(waiting: Waiting, failure: Error): void {
    queue.remove(waiting.caller, waiting);
    waiting.settle(failure);
  }

  /** Makes room in a full queue at the cost of the caller with the most requests in it. */
  function makeRoom(caller: string): void {
    if (queue.size < maxQueued) return;
    const displaced = queue.displaceFor(caller);
    if (!displaced) throw queueFullError(source);
    displaced.settle(queueFullError(source));
  }

  function wait(waiting: Waiting): Promise<Turn> {
    const cancellation = waiting.scope.cancellation();
    return new Promise((resolve, reject) => {
      const onCancel = (reason: Error) =>
        leave(waiting, isFull() ? deadlineError(source, reason) : quotaExceededError(source, waitMs(0)));
      waiting.settle = outcome => {
        cancellation.offCancel(onCancel);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      cancellation.onCancel(onCancel);
    });
  }

  return {
    enter(scope) {
      const { reason } = scope.cancellation();
      if (reason) throw deadlineError(source, reason);
      if (scope.hasGivenUp(source.name)) throw quotaExceededError(source, waitMs(queue.size));
      const caller = scope.caller();
      if (isFull() || isTaking || timer) makeRoom(caller);
      const ahead = queue.ahead(caller);
      // Stays synchronous if nothing has to wait, because a promise adds a microtask.
      let outcome = null as Turn | Error | null;
      function settle(settled: Turn | Error): void {
        outcome = settled;
      }
      const waiting: Waiting = { scope, caller, waited: false, settle };
      queue.push(caller, waiting);
      admitNext();
      if (!outcome && !isTaking) failIfHopeless(waiting, ahead);
      if (outcome instanceof Error) throw outcome;
      return outcome ?? wait(waiting);
    },
    pause(seconds) {
      pausedUntil = Math.max(pausedUntil, clock() + seconds * 1000);
      failHopeless();
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
