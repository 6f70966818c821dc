import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowSelection } from '../../../src/call-index/queries/select-rows.ts';
import type { Call } from '../../../src/domain/call.ts';
import { createMatcher } from '../../../src/domain/call-matcher.ts';
import type { StatsRequest } from '../../../src/domain/call-stats.ts';
import { arbitraryCalls, arbitraryRequest, withKey } from './arbitrary-request.ts';
import type { OrderedFilter } from './list-oracle.ts';
import { createMemoryIndex, type MemoryIndex } from './memory-index.ts';

/** The rows that statistics are computed from. */
const selectedBy = (
  index: MemoryIndex,
  { filter, sources }: Pick<OrderedFilter, 'filter' | 'sources'>,
  pause: () => void = () => {},
): Promise<number[]> =>
  createRowSelection(index.view, index.storedCalls)(
    { filter, sources } as StatsRequest,
    async () => pause(),
    async rows => [...rows],
  );

const isMatch = ({ filter, sources }: OrderedFilter, call: Call): boolean =>
  sources.includes(call.source) && createMatcher(filter)(call);

test('the selected rows are those of all calls that match', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCalls(40), arbitraryRequest, async (calls, request) => {
      const index = createMemoryIndex();
      for (const [number, call] of calls.entries()) index.put(number * 211, call);
      const expected = calls.flatMap((call, number) => (isMatch(request, call) ? number * 211 : []));
      expect(await selectedBy(index, request)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('the selected rows are those of the moment at which they are used, though calls change while they are tested', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryCalls(40),
      arbitraryRequest,
      arbitraryCalls(10),
      async (calls, request, changes) => {
        const index = createMemoryIndex();
        for (const [number, call] of calls.entries()) index.put(number * 211, call);
        const left = [...changes.entries()];
        const rows = await selectedBy(index, request, () => {
          const [number, call] = left.pop() ?? [];
          if (number !== undefined && call) index.put(number * 3 * 211, withKey(call, number * 3));
        });
        const expected = [...index.calls].filter(([, call]) => isMatch(request, call)).map(([row]) => row);
        expect(rows).toEqual(expected.sort((a, b) => a - b));
      },
    ),
    { numRuns: 300 },
  );
});
