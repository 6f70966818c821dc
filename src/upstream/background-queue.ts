import type { RequestScope } from '../async/request-scope.ts';
import type { AdmissionQueue } from './admission-queue.ts';
import type { BackgroundQuota } from './background-quota.ts';
import type { Pause } from './pause.ts';
import type { Permit } from './permit.ts';
import type { Token } from './sliding-window.ts';
import { deadlineError, queueFullError, type SourceLabel } from './upstream-errors.ts';

/** Queue of the background requests of one upstream, behind all requests of clients. */
export interface BackgroundQueue {
  /**
   * Admits a request once no client waits, `isOpen` says yes, and a connection and a token are left over, first in, first out.
   * Rejects with OVERLOADED if too many wait, and with UPSTREAM_TIMEOUT when the scope is cancelled.
   */
  enter(scope: RequestScope, isOpen: () => boolean): Promise<Permit>;
}

export interface BackgroundQueueOptions {
  readonly source: SourceLabel;
  /** Queue of the clients' requests. */
  readonly clients: AdmissionQueue;
  /** Pause that stops all requests. */
  readonly pause: Pause;
  /** Null without a quota. */
  readonly quota: BackgroundQuota | null;
  /** Maximum number of connections of the upstream. */
  readonly connections: number;
}

interface Waiting {
  /** Whether circuit breakers let the request pass. */
  readonly isOpen: () => boolean;
  settle: (outcome: Permit | Error) => void;
}

/** Concurrent background requests, so that an upstream without a quota is not flooded either. */
const maxConcurrent = 4;
const maxWaiting = 64;
/** Time after which a blocked queue looks again, because clients do not tell when they have what they need. */
const pollMs = 100;

export function createBackgroundQueue(options: BackgroundQueueOptions): BackgroundQueue {
  const { source, clients, pause, quota } = options;
  const concurrency = Math.max(1, Math.min(maxConcurrent, options.connections - 1));
  const queue: Waiting[] = [];
  let inFlight = 0;
  let isAdmitting = false;
  let timer: NodeJS.Timeout | null = null;

  /** After a pause one request at a time leaves until one is answered. */
  const isPauseOver = (): boolean => pause.passBeside() === null || (pause.admits && inFlight === 0);
  const nextReady = (): Waiting | undefined =>
    inFlight < concurrency && clients.isIdle() && isPauseOver()
      ? queue.find(({ isOpen }) => isOpen())
      : undefined;

  async function admitAll(): Promise<void> {
    if (isAdmitting) return;
    isAdmitting = true;
    stopTimer();
    while (await admitOne());
    isAdmitting = false;
    if (queue.length > 0) timer = setTimeout(admitAll, Math.min(pollMs, quota?.waitMs() || pollMs));
  }
  function stopTimer(): void {
    if (timer) clearTimeout(timer);
    timer = null;
  }

  /** Admits the first request that is ready, unless a client arrives while the token is taken. */
  async function admitOne(): Promise<boolean> {
    if (!nextReady()) return false;
    const token = quota && (await quota.take());
    if (quota && !token) return false;
    const ready = nextReady();
    if (ready) admit(ready, token);
    else if (token?.giveBack()) clients.refresh();
    return ready !== undefined;
  }

  function admit(ready: Waiting, token: Token | null): void {
    inFlight += 1;
    leave(ready, clients.occupy({ token, endProbe: pause.passBeside(), onEnd }));
  }
  function onEnd(): void {
    inFlight -= 1;
    void admitAll();
  }

  function leave(waiting: Waiting, outcome: Permit | Error): void {
    queue.splice(queue.indexOf(waiting), 1);
    if (queue.length === 0) stopTimer();
    waiting.settle(outcome);
  }

  return {
    enter(scope, isOpen) {
      const cancellation = scope.cancellation();
      return new Promise((resolve, reject) => {
        if (cancellation.reason) throw deadlineError(source, cancellation.reason);
        if (queue.length >= maxWaiting) throw queueFullError(source);
        const onCancel = (reason: Error) => leave(waiting, deadlineError(source, reason));
        const waiting: Waiting = {
          isOpen,
          settle(outcome) {
            cancellation.offCancel(onCancel);
            if (outcome instanceof Error) reject(outcome);
            else resolve(outcome);
          },
        };
        cancellation.onCancel(onCancel);
        queue.push(waiting);
        void admitAll();
      });
    },
  };
}
