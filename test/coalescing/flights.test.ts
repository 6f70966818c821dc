import { expect, test, vi } from 'vitest';
import { createFlights } from '../../src/coalescing/flights.ts';
import { createEnding } from '../../src/domain/ending.ts';

function openFlights() {
  const flights = createFlights(reason => new Error('Left.', { cause: reason }));
  const passenger = () => {
    const ending = createEnding();
    const scope = {
      id: 'a-request',
      headers: {},
      ending: () => ending,
      remaining: () => 1_000,
      receive: () => {},
    };
    return { scope, leave: () => ending.end(new Error('The client has left.')) };
  };
  return { flights, passenger };
}

test('who has left before starts nothing, and joins nothing', async () => {
  const { flights, passenger } = openFlights();
  const [gone, there] = [passenger(), passenger()];
  gone.leave();
  const fly = vi.fn(async () => 'landed');
  await expect(flights.join('key', gone.scope, fly).result).rejects.toThrow('Left.');
  expect(fly).not.toHaveBeenCalled();
  const { result } = flights.join('key', there.scope, fly);
  const late = flights.join('key', gone.scope, fly);
  expect(late.coalesced).toBe(false);
  await expect(late.result).rejects.toThrow('Left.');
  await expect(result).resolves.toBe('landed');
  expect(fly).toHaveBeenCalledOnce();
});

test('what everybody has left ends, and nobody boards it any more', async () => {
  const { flights, passenger } = openFlights();
  const [first, second, third] = [passenger(), passenger(), passenger()];
  const over: unknown[] = [];
  const fly = (shared: { ending(): { listen(listener: (reason: Error) => void): void } }) => {
    shared.ending().listen(reason => over.push(reason.message));
    return new Promise<string>(() => {});
  };
  const results = [first, second].map(({ scope }) => flights.join('key', scope, fly).result.catch(String));
  first.leave();
  expect(over).toEqual([]);
  second.leave();
  expect(over).toEqual(['The client has left.']);
  expect(await Promise.all(results)).toEqual(['Error: Left.', 'Error: Left.']);
  expect(flights.join('key', third.scope, async () => 'landed').coalesced).toBe(false);
});
