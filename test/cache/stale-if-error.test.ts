import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrontDoor, itemOf, openFrontDoor, plainLimits } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const limits = { ...plainLimits, attempts: 3, attemptTimeoutMs: 500, retryBaseMs: 1 };
const open = (more: Partial<typeof limits> = {}) =>
  openFrontDoor({ gateway: { cache, limits: { ...limits, ...more }, explain: true } });

const queryOf = (id: number) => `{ callByDatabaseId(databaseId: ${id}) { status } }`;

/** Live calls of which the gateway has nothing but stale entries. */
async function staleCalls({ burki, ask, cost }: FrontDoor, count: number): Promise<number[]> {
  const ids = Array.from({ length: count }, () => burki.arrive({ status: 'in_progress' }).id);
  const [last = 0] = ids;
  for (const id of [...ids].reverse()) await ask(queryOf(id));
  cost();
  // Fresh for two seconds: the one asked last is the last to be asked anew.
  await expect.poll(() => ask(queryOf(last)).then(() => cost().length), { interval: 50 }).toBeGreaterThan(0);
  return ids.slice(1);
}

test('while a source hangs, a stale value is returned after one attempt, and a caller without one waits for the retries', async () => {
  const door = await open();
  const { burki, ask, cost } = door;
  const known = await staleCalls(door, 16);
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.integer({ min: 0, max: 3 }), async (isKnown, hangs) => {
      const id = isKnown ? (known.pop() ?? 0) : burki.arrive({ status: 'in_progress' }).id;
      // Each success earns a fifth of a retry.
      for (let count = 0; count < 10; count += 1)
        await ask(queryOf(burki.arrive({ status: 'in_progress' }).id));
      cost();
      const end = burki.play({ times: hangs, fault: { kind: 'hang' } });
      const { data, extensions } = await ask(queryOf(id));
      end();
      const isStale = isKnown && hangs > 0;
      expect(data.callByDatabaseId?.status).toBe(isKnown || hangs < 3 ? 'IN_PROGRESS' : undefined);
      expect(extensions?.stale !== undefined).toBe(isStale);
      expect(cost()).toHaveLength(isStale ? 1 : Math.min(3, hangs + 1));
    }),
    { numRuns: 12 },
  );
});

test('a list that hangs is answered by its stale value after one attempt', async () => {
  const { burki, ask, cost } = await open();
  const list = '{ calls(first: 5) { coverage { source state code } } }';
  await ask(list);
  burki.play({ fault: { kind: 'hang' } });
  let asked: string[] = [];
  const coverageOf = async () => {
    cost();
    const { data } = await ask(list);
    asked = cost().filter(request => request.startsWith('BURKI'));
    return itemOf(data.calls.coverage, 'BURKI');
  };
  await expect
    .poll(coverageOf, { interval: 50 })
    .toEqual({ source: 'BURKI', state: 'PARTIAL', code: 'UPSTREAM_TIMEOUT' });
  expect(asked).toHaveLength(1);
});
