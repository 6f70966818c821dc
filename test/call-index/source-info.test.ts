import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';

const query = `{ callSources { source index {
  coverage { state callCount completeBackTo reachedBackTo asOf provenAt conversationCount conversationsBackTo }
  requestsPerSecond remaining
} } }`;

test('each source says how its index fares, at no upstream request', async () => {
  const { ask, memory, cost } = await openIndexedDoor();
  memory.coverage.BURKI = null;
  const { data, errors } = await ask(query);
  expect(errors).toBeUndefined();
  expect(data.callSources).toEqual([
    {
      source: 'BUTTER',
      index: {
        coverage: {
          state: 'CURRENT',
          callCount: 0,
          completeBackTo: '2023-10-30T10:00:00Z',
          reachedBackTo: null,
          asOf: '2026-06-01T00:00:00Z',
          provenAt: '2026-05-31T00:00:00Z',
          conversationCount: null,
          conversationsBackTo: null,
        },
        requestsPerSecond: 4.5,
        remaining: 12,
      },
    },
    { source: 'BURKI', index: null },
  ]);
  expect(cost()).toEqual([]);
});

test('without an index no source has one', async () => {
  const { ask } = await openFrontDoor();
  const { data } = await ask('{ callSources { index { remaining } } }');
  expect(data.callSources).toEqual([{ index: null }, { index: null }]);
});
