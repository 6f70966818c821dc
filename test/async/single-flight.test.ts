import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createSingleFlight, type SharedRequestScope } from '../../src/async/single-flight.ts';
import { requestScope } from '../request-scope.ts';

function openFlights() {
  const flights = createSingleFlight(reason => new Error('Left.', { cause: reason }));
  const passenger = () => {
    const ending = createCancellation();
    const scope = requestScope({ cancellation: () => ending });
    return { scope, leave: () => ending.cancel(new Error('The client has left.')) };
  };
  return { flights, passenger };
}

test('a cancelled caller neither starts nor joins a flight', async () => {
  const { flights, passenger } = openFlights();
  const [gone, there] = [passenger(), passenger()];
  gone.leave();
  const fly = vi.fn(async () => 'landed');
  await expect(flights.run('key', gone.scope, fly).result).rejects.toThrow('Left.');
  expect(fly).not.toHaveBeenCalled();
  const { result } = flights.run('key', there.scope, fly);
  const late = flights.run('key', gone.scope, fly);
  expect(late.joined).toBeNull();
  await expect(late.result).rejects.toThrow('Left.');
  await expect(result).resolves.toBe('landed');
  expect(fly).toHaveBeenCalledOnce();
});

test('a flight that its last caller leaves is cancelled, and later callers do not join it', async () => {
  const { flights, passenger } = openFlights();
  const [first, second, third] = [passenger(), passenger(), passenger()];
  const over: unknown[] = [];
  const fly = (shared: { cancellation(): { onCancel(listener: (reason: Error) => void): void } }) => {
    shared.cancellation().onCancel(reason => over.push(reason.message));
    return new Promise<string>(() => {});
  };
  const results = [first, second].map(({ scope }) => flights.run('key', scope, fly).result.catch(String));
  first.leave();
  expect(over).toEqual([]);
  second.leave();
  expect(over).toEqual(['The client has left.']);
  expect(await Promise.all(results)).toEqual(['Error: Left.', 'Error: Left.']);
  expect(flights.run('key', third.scope, async () => 'landed').joined).toBeNull();
});

/** Someone who may receive so many bytes, and perhaps leaves at the first failed attempt. */
function waiter(budget: number, isHasty: boolean) {
  const ending = createCancellation();
  let received = 0;
  return requestScope({
    cancellation: () => ending,
    receive(bytes: number) {
      received += bytes;
      if (received > budget) throw new Error('Too much.');
    },
    ...(isHasty && { attemptFailed: () => ending.cancel(new Error('Enough.')) }),
  });
}

test('a flight fails only when the byte budgets of all its callers are spent', async () => {
  const budget = fc.integer({ min: 0, max: 100 });
  await fc.assert(
    fc.asyncProperty(fc.array(budget, { minLength: 1, maxLength: 4 }), budget, async (budgets, bytes) => {
      const { flights } = openFlights();
      const fly = async (shared: SharedRequestScope) => {
        await null;
        shared.receive(bytes);
        return 'landed';
      };
      const results = budgets.map(each => flights.run('key', waiter(each, false), fly).result);
      const outcomes = await Promise.all(results.map(result => result.catch(String)));
      const expected = budgets.some(each => bytes <= each) ? 'landed' : 'Error: Too much.';
      expect(outcomes).toEqual(budgets.map(() => expected));
    }),
  );
});

test('callers that leave after a failed attempt do not affect the others, and the last one cancels the flight', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), async isHasty => {
      const { flights } = openFlights();
      const fly = async (shared: SharedRequestScope) => {
        await null;
        shared.attemptFailed?.(new Error('A timeout.'));
        if (shared.cancellation().reason) throw new Error('Nobody waits.');
        return 'landed';
      };
      const results = isHasty.map(each => flights.run('key', waiter(100, each), fly).result);
      const outcomes = await Promise.all(results.map(result => result.catch(String)));
      expect(outcomes).toEqual(isHasty.map(each => (each ? 'Error: Left.' : 'landed')));
    }),
  );
});

test('a flight has given up a source once all who wait for it have', () => {
  const { flights } = openFlights();
  const given = [new Set<string>(), new Set<string>()];
  const scopes = given.map(sources =>
    requestScope({
      giveUp: source => void sources.add(source),
      hasGivenUp: source => sources.has(source),
    }),
  );
  let shared: SharedRequestScope | null = null;
  for (const scope of scopes)
    void flights.run('key', scope, started => {
      shared = started;
      return new Promise(() => {});
    });
  const flight = shared as unknown as SharedRequestScope;
  given[0]?.add('BUTTER');
  expect(flight.hasGivenUp('BUTTER')).toBe(false);
  flight.giveUp('BUTTER');
  expect(given.map(sources => [...sources])).toEqual([['BUTTER'], ['BUTTER']]);
  expect(flight.hasGivenUp('BUTTER')).toBe(true);
  expect(flight.hasGivenUp('BURKI')).toBe(false);
});
