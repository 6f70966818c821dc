import { createCancellation } from '../../src/async/cancellation.ts';
import { createAdmissionQueue } from '../../src/upstream/admission-queue.ts';
import { createBackgroundQueue } from '../../src/upstream/background-queue.ts';
import { createBackgroundQuota } from '../../src/upstream/background-quota.ts';
import { createPause } from '../../src/upstream/pause.ts';
import type { Permit } from '../../src/upstream/permit.ts';
import { createSlidingWindow, type SlidingWindow } from '../../src/upstream/sliding-window.ts';
import { backgroundScope } from '../request-scope.ts';
import { clock } from './entering.ts';

interface QueuesOptions {
  /** Requests a second; no quota by default. */
  readonly perSecond?: number;
  /** Those of them that background requests may use. */
  readonly share?: number;
  readonly connections?: number;
  readonly maxQueued?: number;
  /** Whether tokens are granted later, as Redis does. */
  readonly isShared?: boolean;
}

const source = { name: 'BUTTER', title: 'Butter' } as const;

/** Takes as long to grant a token as Redis does. */
const withDelay = (window: SlidingWindow): SlidingWindow => ({
  ...window,
  async take(wanted, reserved) {
    const tokens = await window.take(wanted, reserved);
    if (tokens.length > 0) await new Promise(resolve => setTimeout(resolve, 3));
    return tokens;
  },
});

/** The queue of clients and the one behind it. */
export function openQueues(options: QueuesOptions) {
  const { perSecond, share = 1, connections = 64, maxQueued = 1_000, isShared = false } = options;
  const windowOf = (count: number): SlidingWindow =>
    isShared ? withDelay(createSlidingWindow(count, clock)) : createSlidingWindow(count, clock);
  const window = perSecond === undefined ? null : windowOf(perSecond);
  const pause = createPause(clock);
  const clients = createAdmissionQueue({ source, maxConcurrent: connections, maxQueued, window, pause });
  const quota = window && createBackgroundQuota({ window, share: windowOf(share), clock });
  const background = createBackgroundQueue({ source, clients, pause, quota, connections });
  const enterBackground = (cancellation = createCancellation(), isOpen = () => true): Promise<Permit> =>
    background.enter(backgroundScope(cancellation), isOpen);
  return { clients, pause, enterBackground };
}
