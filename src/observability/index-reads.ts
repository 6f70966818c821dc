import type { CallIndex } from '../domain/call-index.ts';
import type { RequestState } from './request-state.ts';

/** Records each answer of the index in the state of its request. */
export const withIndexReads = (
  index: CallIndex,
  state: Pick<RequestState, 'indexReads'>,
  clock: () => number,
): CallIndex => ({
  ...index,
  async list(request) {
    const startedAt = clock();
    const page = await index.list(request);
    state.indexReads.push({ kind: 'LIST', milliseconds: clock() - startedAt });
    return page;
  },
});
