import { type CancellationSource, createCancellation } from '../../src/async/cancellation.ts';
import type { SharedRequestScope } from '../../src/async/single-flight.ts';
import { type AdmissionQueue, createAdmissionQueue } from '../../src/upstream/admission-queue.ts';
import { createPause, type Pause } from '../../src/upstream/pause.ts';
import type { Permit } from '../../src/upstream/permit.ts';
import { createSlidingWindow } from '../../src/upstream/sliding-window.ts';
import { requestScope } from '../request-scope.ts';

export const clock = () => performance.now();

interface QueueOptions {
  readonly perSecond?: number;
  readonly maxConcurrent?: number;
  readonly maxQueued?: number;
  readonly pause?: Pause;
}

export function openQueue({
  perSecond,
  maxConcurrent = 64,
  maxQueued = 1_000,
  pause = createPause(clock),
}: QueueOptions) {
  const window = perSecond === undefined ? null : createSlidingWindow(perSecond, clock);
  const source = { name: 'BUTTER', title: 'Butter' } as const;
  return createAdmissionQueue({ source, maxConcurrent, maxQueued, window, pause });
}

interface ScopeOptions {
  readonly caller?: string;
  readonly deadline?: number;
  readonly cancellation?: CancellationSource;
  /** Pause of its identity. */
  readonly pause?: Pause;
}

function scopeOf({ caller = 'a', deadline = Infinity, cancellation = createCancellation() }: ScopeOptions) {
  const leader = requestScope({
    caller: () => caller,
    cancellation: () => cancellation,
    remaining: () => Math.max(0, deadline - clock()),
  });
  return {
    ...leader,
    leader,
    onCaller: listener => listener(caller),
    traced: null,
  } satisfies SharedRequestScope;
}

/** A promise of the permit, also where the queue answers synchronously. */
export const entered = async (queue: AdmissionQueue, options: ScopeOptions = {}): Promise<Permit> =>
  queue.enter(scopeOf(options), options.pause ?? createPause(clock));
