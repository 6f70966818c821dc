import type { CallIndex } from '../domain/call-index.ts';
import type { IndexRead, RequestState } from './request-state.ts';

/** Records each answer of the index in the state of its request. */
export function withIndexReads(
  index: CallIndex,
  state: Pick<RequestState, 'indexReads'>,
  clock: () => number,
): CallIndex {
  async function recorded<T>(kind: IndexRead['kind'], read: () => Promise<T>): Promise<T> {
    const startedAt = clock();
    const answer = await read();
    state.indexReads.push({ kind, milliseconds: clock() - startedAt });
    return answer;
  }

  return {
    ...index,
    list: request => recorded('LIST', () => index.list(request)),
    stats: (request, cancellation) => recorded('STATISTICS', () => index.stats(request, cancellation)),
  };
}
