import { createTurnQueue, type NextTurn } from '../../../src/async/turn-queue.ts';

/** Milliseconds of CPU that all threads of the process have taken. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const runs = 15;

/** Median CPU of 15 runs. */
export function medianCpu(run: () => void): number {
  return median(
    Array.from({ length: runs }, () => {
      const before = cpuMs();
      run();
      return cpuMs() - before;
    }),
  );
}

/** CPU of work in pieces, which gives other work its turn between them. */
export interface MeasuredPieces {
  readonly cpu: number;
  readonly longest: number;
}

export interface PieceMeter {
  readonly nextTurn: NextTurn;
  measure<T>(work: () => Promise<T>): Promise<MeasuredPieces & { readonly result: T }>;
}

export function createPieceMeter(): PieceMeter {
  const nextTurn = createTurnQueue();
  let pieceStart = 0;
  let longest = 0;

  const endPiece = (): void => {
    longest = Math.max(longest, cpuMs() - pieceStart);
  };

  return {
    async nextTurn() {
      endPiece();
      await nextTurn();
      pieceStart = cpuMs();
    },
    async measure(work) {
      const before = cpuMs();
      longest = 0;
      pieceStart = before;
      const result = await work();
      endPiece();
      return { result, cpu: cpuMs() - before, longest };
    },
  };
}

/** Medians of 15 runs, and the result of the last. */
export async function medianPieces<T>(
  meter: PieceMeter,
  work: () => Promise<T>,
): Promise<MeasuredPieces & { readonly result: T }> {
  let last = await meter.measure(work);
  const measured = [last];
  while (measured.length < runs) {
    last = await meter.measure(work);
    measured.push(last);
  }
  return {
    result: last.result,
    cpu: median(measured.map(({ cpu }) => cpu)),
    longest: median(measured.map(({ longest }) => longest)),
  };
}
