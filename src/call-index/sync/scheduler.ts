import { type CancellationSource, createCancellation } from '../../async/cancellation.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import { type Backoff, createBackoff } from './backoff.ts';
import type { Head } from './head.ts';
import { StorageFailure } from './source-copy.ts';
import type { SyncContext, SyncLoop } from './sync-loop.ts';

/** The loops of one source. */
export interface SourceLoops {
  readonly check: SyncLoop;
  readonly head: Head;
  readonly retention: SyncLoop;
  readonly rechecks: SyncLoop;
  readonly deletions: SyncLoop;
  readonly walk: SyncLoop;
}

export interface Scheduler {
  /** Takes the steps of the loops, one at a time, until the sync is cancelled; never rejects. */
  run(): Promise<void>;
  /** Looks at once for steps that are due. */
  wake(): void;
}

/** Pause after the source has refused the credentials. */
const credentialsPauseMs = 300_000;

/** Rechecks between two turns of a walk, however many are due. */
const maxRechecks = 3;

const maxSleepMs = 60_000;

export function createScheduler(loops: SourceLoops, context: SyncContext): Scheduler {
  const { copy, pending, health, clock, options, random, sync, notify } = context;
  const { elapsed } = clock;
  const backoffWith = (baseMs: number, maxMs: number) => createBackoff({ baseMs, maxMs, random, elapsed });
  const backoffs = new Map<SyncLoop, Backoff>(
    Object.values(loops).map(loop => [loop, backoffWith(1_000, 600_000)]),
  );
  backoffs.set(loops.head, backoffWith(options.headIntervalMs, 60_000));
  const storage = backoffWith(10_000, 300_000);
  let isOpen = false;
  let pausedUntil = 0;
  let lastLoop: SyncLoop | null = null;
  let rechecksInTurn = 0;
  let nap: CancellationSource | null = null;

  /** Loops that may take a step, by priority. While the first page cannot be read, nothing else is asked for. */
  function candidates(): readonly SyncLoop[] {
    const { check, head, retention, rechecks, deletions, walk } = loops;
    if (Number.isFinite(check.readyAt())) return [check];
    if (head.isDown()) return [head];
    const byPriority: SyncLoop[] = [head, retention, rechecks, deletions, walk];
    const last = [
      ...(rechecksInTurn >= maxRechecks ? [rechecks] : []),
      ...(head.isLong() && lastLoop === head ? [head] : []),
    ];
    return [...byPriority.filter(loop => !last.includes(loop)), ...last];
  }

  function rechecksAfter(loop: SyncLoop): number {
    if (loop === loops.rechecks) return rechecksInTurn + 1;
    return loop === loops.walk || loop === loops.deletions ? 0 : rechecksInTurn;
  }

  const readyAt = (loop: SyncLoop): number =>
    Math.max(loop.readyAt(), backoffs.get(loop)?.readyAt() ?? 0, pausedUntil);

  async function sleepUntil(at: number): Promise<void> {
    nap = createCancellation();
    const milliseconds = Math.min(maxSleepMs, Math.max(1, at - elapsed()));
    await clock.delay(milliseconds, nap).catch(() => {});
    nap = null;
  }

  async function takeStep(loop: SyncLoop): Promise<void> {
    const before = copy.state().failure;
    lastLoop = loop;
    rechecksInTurn = rechecksAfter(loop);
    await loop.step();
    backoffs.get(loop)?.succeed();
    if (before?.kind === 'CREDENTIALS' && copy.state().failure === null)
      notify('RECOVERED', 'The source accepts the credentials again.');
    health.succeed();
    storage.succeed();
  }

  async function pauseForCredentials(): Promise<void> {
    pausedUntil = elapsed() + credentialsPauseMs;
    if (copy.state().failure?.kind !== 'CREDENTIALS') await noteRefusal();
    context.onRefusal();
  }

  async function noteRefusal(): Promise<void> {
    const message = 'The source refuses the credentials; it is asked again every five minutes.';
    await copy.writeState({ failure: { kind: 'CREDENTIALS', message, since: clock.now() } });
    notify('FAILED', message);
  }

  function closeAfterFailure(failure: StorageFailure): void {
    isOpen = false;
    storage.fail();
    health.fail(failure);
  }

  /** Whether a refusal in this loop is that of all requests, since a source may refuse a single call or page. */
  const isOfAll = (loop: SyncLoop | null): boolean => loop === loops.check || loops.head.isDown();

  async function handle(failure: unknown, loop: SyncLoop | null): Promise<void> {
    if (sync().reason) return;
    if (failure instanceof StorageFailure) closeAfterFailure(failure);
    else if (isRefusal(failure) && isOfAll(loop)) await pauseForCredentials();
    else if (loop) backoffs.get(loop)?.fail(retryAfterMs(failure));
  }

  async function open(): Promise<void> {
    if (storage.readyAt() > elapsed()) return sleepUntil(storage.readyAt());
    await copy.open();
    pending.clear();
    isOpen = true;
  }

  async function turn(): Promise<void> {
    if (!isOpen) return open().catch(failure => handle(failure, null));
    const loop = candidates().find(candidate => readyAt(candidate) <= elapsed());
    if (!loop) return sleepUntil(Math.min(...candidates().map(readyAt)));
    await takeStep(loop)
      .catch(failure => handle(failure, loop))
      .catch(failure => handle(failure, null));
  }

  function wake(): void {
    nap?.cancel(new Error('A step is due.'));
  }

  return {
    async run() {
      const { onCancel, offCancel } = sync();
      onCancel(wake);
      isOpen = false;
      while (!sync().reason) await turn();
      offCancel(wake);
    },
    wake,
  };
}

const isRefusal = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.code === 'UPSTREAM_AUTH';

const retryAfterMs = (failure: unknown): number =>
  failure instanceof SwitchboardError ? (failure.details.retryAfter ?? 0) * 1000 : 0;
