import { expect, test } from 'vitest';
import { type CancellationSource, createCancellation } from '../../../src/async/cancellation.ts';
import type { IndexStore } from '../../../src/call-index/store/index-store.ts';
import { endedCall, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';

/** A store that several processes share, of which one at a time may lead. */
function sharedBy(store: IndexStore) {
  const waiting: (() => void)[] = [];
  let loss: CancellationSource | null = null;

  function next(): void {
    loss = null;
    waiting.shift()?.();
  }

  const shared: IndexStore = {
    ...store,
    follow: source => store.openAccount(source, 'an-account'),
    async lead(cancellation) {
      if (loss)
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          cancellation.onCancel(reject);
        });
      const own = createCancellation();
      loss = own;
      return {
        loss: own,
        release: async () => {
          if (loss === own) next();
        },
      };
    },
  };
  return {
    shared,
    /** Takes the lead away, as a lost connection does. */
    lose() {
      const lost = loss;
      next();
      lost?.cancel(new Error('The connection is lost.'));
    },
  };
}

async function openReplicas(writeMs = 0) {
  const simulation = openSimulation({ pageSize: 5 });
  const { source, store, start, clock } = simulation;
  source.put(...settledCalls(12));
  const { shared, lose } = sharedBy({
    ...store,
    async writePage(...given) {
      const outcome = await store.writePage(...given);
      if (writeMs > 0) await clock.delay(writeMs, createCancellation());
      return outcome;
    },
  });
  const one = await start({ store: shared });
  const other = await start({ store: shared });
  await clock.advance(11_000);
  return { ...simulation, one, other, lose };
}

test('of two processes on one store only the leader makes requests', async () => {
  const { source, one, other } = await openReplicas();
  expect([one.isLeading(), other.isLeading()]).toEqual([true, false]);
  expect(source.requests()).toEqual([
    '0.0 first page',
    '0.1 page after c8',
    '0.2 page after c3',
    '5.0 first page',
    '10.0 first page',
  ]);
});

test('the other process tells the same coverage', async () => {
  const { clock, one, other } = await openReplicas();
  expect(other.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 12 });
  await clock.advance(4_050);
  expect(other.coverageOf('BUTTER')).toEqual(one.coverageOf('BUTTER'));
});

test('a process that does not lead has a call asked for again by the leader', async () => {
  const { clock, source, other } = await openReplicas();
  source.requests();
  await other.recheck('BUTTER', 'c1');
  await clock.advance(5_000);
  expect(source.requests()).toEqual(expect.arrayContaining([expect.stringMatching(/call c1$/)]));
  expect(other.confirmDeletion('BUTTER')).toBe(false);
});

test('a leader learns within a second of a call that another process has erased', async () => {
  const { clock, store, one } = await openReplicas();
  store.erase('c1');
  await clock.advance(1_000);
  expect(one.coverageOf('BUTTER')?.callCount).toBe(11);
});

test('a leader that stops hands over', async () => {
  const { clock, source, store, one, other } = await openReplicas();
  await one.stop();
  await clock.advance(1);
  expect([one.isLeading(), other.isLeading()]).toEqual([false, true]);
  source.put(endedCall('new', clock.now()));
  await clock.advance(5_000);
  expect(store.calls()).toHaveLength(13);
});

test('a leader that loses the lead makes no further request, and may lead again later', async () => {
  const { clock, source, one, other, lose } = await openReplicas();
  lose();
  await clock.advance(1_000);
  expect([one.isLeading(), other.isLeading()]).toEqual([false, true]);
  source.requests();
  await clock.advance(10_000);
  expect(source.requests().filter(request => request.endsWith('first page'))).toHaveLength(2);
  await other.stop();
  await clock.advance(1_000);
  expect(one.isLeading()).toBe(true);
});

test('a leader that lost the lead within a long reading begins it anew when it leads again', async () => {
  const { clock, source, store, one, other, lose } = await openReplicas(50);
  source.put(
    ...Array.from({ length: 40 }, (_, index) => endedCall(`n${10 + index}`, clock.now() - 1_000 + index)),
  );
  await clock.advance(4_120);
  lose();
  await clock.advance(60_000);
  const { asOf } = store.state();
  source.requests();
  await other.stop();
  await clock.advance(1_000);
  expect(one.isLeading()).toBe(true);
  expect(source.requests()[0]).toMatch(/first page$/);
  expect(store.state().asOf).toBeGreaterThan(asOf ?? 0);
});

test('a process that waits for the lead stops at once', async () => {
  const { other } = await openReplicas();
  await other.stop();
  expect(other.isLeading()).toBe(false);
});

test('a store that cannot tell who leads is asked again', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(...settledCalls(2));
  let failures = 3;
  const { shared } = sharedBy(store);
  const sync = await start({
    store: {
      ...shared,
      lead: async cancellation => {
        failures -= 1;
        if (failures >= 0) throw new Error('No connection.');
        return shared.lead?.(cancellation) ?? Promise.reject();
      },
    },
  });
  await clock.advance(60_000);
  expect(sync.isLeading()).toBe(true);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});
