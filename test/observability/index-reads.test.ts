import { expect, test } from 'vitest';
import type { Cancellation } from '../../src/async/cancellation.ts';
import { createCancellation } from '../../src/async/cancellation.ts';
import type { CallIndex } from '../../src/domain/call-index.ts';
import { withIndexReads } from '../../src/observability/index-reads.ts';

/** Rejects if the client leaves, and never resolves. */
const untilCancelled = (_: unknown, cancellation?: Cancellation): Promise<never> =>
  new Promise((_, reject) => cancellation?.onCancel(reject));

const silent: CallIndex = {
  coverageOf: () => null,
  activityOf: () => null,
  list: untilCancelled,
  stats: untilCancelled,
};

test.each(['list', 'stats'] as const)(
  'a request for %s ends when its client leaves, as abandoned',
  async kind => {
    const reads: unknown[] = [];
    const state = { indexReads: [] };
    const index = withIndexReads(silent, {
      state,
      clock: () => 0,
      onRead: ({ outcome }) => reads.push(outcome),
    });
    const client = createCancellation();
    const answer = index[kind]({} as never, client);
    client.cancel(new Error('The client has left.'));
    await expect(answer).rejects.toThrow('The client has left.');
    expect(reads).toEqual(['abandoned']);
  },
);
