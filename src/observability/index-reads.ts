import type { Cancellation } from '../async/cancellation.ts';
import type { CallIndex } from '../domain/call-index.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { GatewayObserver } from './observer.ts';
import type { IndexRead, RequestState } from './request-state.ts';

export interface IndexReadsOptions {
  readonly state: Pick<RequestState, 'indexReads'>;
  readonly clock: () => number;
  readonly onRead: GatewayObserver['indexRead'];
}

/** Reports each request to the index, and records its answers in the state of the client request. */
export function withIndexReads(index: CallIndex, { state, clock, onRead }: IndexReadsOptions): CallIndex {
  async function recorded<T>(
    kind: IndexRead['kind'],
    read: () => Promise<T>,
    cancellation?: Cancellation,
  ): Promise<T> {
    const startedAt = clock();
    try {
      const answer = await read();
      const milliseconds = clock() - startedAt;
      state.indexReads.push({ kind, milliseconds });
      onRead({ kind, milliseconds, outcome: 'ok' });
      return answer;
    } catch (failure) {
      onRead({ kind, milliseconds: clock() - startedAt, outcome: outcomeOf(failure, cancellation) });
      throw failure;
    }
  }

  return {
    ...index,
    list: (request, cancellation) => recorded('LIST', () => index.list(request, cancellation), cancellation),
    stats: (request, cancellation) =>
      recorded('STATISTICS', () => index.stats(request, cancellation), cancellation),
  };
}

function outcomeOf(failure: unknown, cancellation: Cancellation | undefined): string {
  if (cancellation?.reason) return 'abandoned';
  return failure instanceof SwitchboardError ? failure.code : 'INTERNAL_SERVER_ERROR';
}
