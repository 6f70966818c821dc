import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUnsentLimit, type UnsentAnswers } from '../../src/server/unsent-limit.ts';

const maxBytes = 1_000;
const patienceMs = 100;

/** A client of the model: what waits for it, and when it last had something to wait for or read. */
interface Client extends UnsentAnswers {
  unsent: number;
  taken: number;
  lastRead: number;
}

type Step =
  | { readonly kind: 'answer'; readonly client: number; readonly bytes: number }
  | { readonly kind: 'read'; readonly client: number; readonly bytes: number }
  | { readonly kind: 'wait'; readonly ms: number };

const client = fc.nat({ max: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('answer' as const), client, bytes: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ kind: fc.constant('read' as const), client, bytes: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 30, 100, 250) }),
);

test('for any answers, reads and waits, the client that has not read for longest is cut, and never one that reads', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const sample = createUnsentLimit<number>({ maxBytes, patienceMs });
      const clients = new Map<number, Client>();
      const totalOf = () => [...clients.values()].reduce((sum, { unsent }) => sum + unsent, 0);
      let now = 0;
      for (const next of steps) {
        if (next.kind === 'wait') now += next.ms;
        else play(clients, next, now);
        const before = totalOf();
        const cut = sample(now, new Map(clients));
        if (before <= maxBytes) expect(cut).toEqual([]);
        for (const key of cut) {
          expect(totalOf()).toBeGreaterThan(maxBytes);
          expectLongestStalled(clients, key, now);
          clients.delete(key);
        }
        const stalled = [...clients.values()].filter(({ lastRead }) => now - lastRead >= patienceMs);
        if (stalled.length > 0) expect(totalOf()).toBeLessThanOrEqual(maxBytes);
      }
    }),
    { numRuns: 1_000 },
  );
});

function expectLongestStalled(clients: ReadonlyMap<number, Client>, key: number, now: number): void {
  const { lastRead = now } = clients.get(key) ?? {};
  expect(now - lastRead).toBeGreaterThanOrEqual(patienceMs);
  for (const other of clients.values()) expect(lastRead).toBeLessThanOrEqual(other.lastRead);
}

function play(clients: Map<number, Client>, step: Exclude<Step, { kind: 'wait' }>, now: number): void {
  const { unsent, taken, lastRead } = clients.get(step.client) ?? { unsent: 0, taken: 0, lastRead: now };
  if (step.kind === 'answer')
    return void clients.set(step.client, { unsent: unsent + step.bytes, taken, lastRead });
  const read = Math.min(step.bytes, unsent);
  if (read === 0) return;
  if (read === unsent) clients.delete(step.client);
  else clients.set(step.client, { unsent: unsent - read, taken: taken + read, lastRead: now });
}

test('a client whose answers were all sent starts anew with its next answer', () => {
  const sample = createUnsentLimit<string>({ maxBytes, patienceMs });
  const waiting = new Map([['a', { unsent: 2_000, taken: 50 }]]);
  expect(sample(0, waiting)).toEqual([]);
  expect(sample(90, new Map())).toEqual([]);
  expect(sample(150, waiting)).toEqual([]);
  expect(sample(249, waiting)).toEqual([]);
  expect(sample(250, waiting)).toEqual(['a']);
});
