import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { butterInMemory, walkInMemory } from './in-memory.ts';
import { sidsOf, walk } from './paging.ts';

test('calls that arrive while a client pages neither repeat nor hide another', async () => {
  const door = await openFrontDoor();
  const before = [...door.butter.calls, ...door.burki.calls].map(call => call.call_sid);
  const calls = sidsOf(
    await walk(door, {
      between() {
        door.butter.arrive();
        door.burki.arrive();
        door.burki.arrive({ started_at: new Date().toISOString().slice(0, -1), status: 'ongoing' });
      },
    }),
  );
  expect(new Set(calls).size).toBe(calls.length);
  expect(calls.filter(sid => before.includes(sid)).sort()).toEqual(before.sort());
});

test('calls that arrive do not disturb a Butter that pages by offset either', async () => {
  const door = await openFrontDoor({ butter: { offsetCursors: true } });
  const before = door.butter.calls.map(call => call.call_sid);
  const calls = sidsOf(await walk(door, { between: () => void door.butter.arrive() }));
  expect(new Set(calls).size).toBe(calls.length);
  expect(calls.filter(sid => before.includes(sid)).sort()).toEqual(before.sort());
});

test('many arrivals between two pages do not hide a call either', async () => {
  const door = await openFrontDoor();
  const before = [...door.butter.calls, ...door.burki.calls].map(call => call.call_sid);
  let bursts = 3;
  const calls = sidsOf(
    await walk(door, {
      between() {
        bursts -= 1;
        if (bursts >= 0) for (let each = 0; each < 120; each += 1) door.butter.arrive();
      },
    }),
  );
  expect(new Set(calls).size).toBe(calls.length);
  expect(calls.filter(sid => before.includes(sid)).sort()).toEqual(before.sort());
});

test('a call that starts between two pages is listed once', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'] });
  const all = door.burki.calls.map(call => call.call_sid);
  const waiting = door.burki.calls.filter(call => (call.started_at ?? null) === null).map(call => call.id);
  expect(waiting.length).toBeGreaterThan(3);
  const calls = sidsOf(
    await walk(door, {
      first: 2,
      between() {
        const id = waiting.pop();
        if (id)
          door.burki.change(id, { started_at: new Date().toISOString().slice(0, -1), status: 'ongoing' });
      },
    }),
  );
  expect(calls.sort()).toEqual(all.sort());
});

test('a call that was listed before it started is not listed again once it has', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'] });
  const all = door.burki.calls.map(call => call.call_sid);
  const waiting = door.burki.calls.filter(call => (call.started_at ?? null) === null);
  let pages = 0;
  const calls = await walk(door, {
    first: waiting.length,
    between() {
      pages += 1;
      const started_at = new Date().toISOString().slice(0, -1);
      if (pages === 1) for (const { id } of waiting) door.burki.change(id, { started_at, status: 'ongoing' });
    },
  });
  expect(sidsOf(calls).sort()).toEqual(all.sort());
});

test('a call that is removed between two pages does not hide another', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  const [first, second, third, ...rest] = sidsOf(door.butter.calls.map(call => ({ sid: call.call_sid })));
  let gone = third;
  const calls = sidsOf(
    await walk(door, {
      first: 3,
      between() {
        if (gone) door.butter.remove(gone);
        gone = undefined;
      },
    }),
  );
  expect(calls).toEqual([first, second, third, ...rest]);
});

test('a Butter list whose cursor has expired is read again from the newest call', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  const all = door.butter.calls.map(call => call.call_sid);
  let pages = 0;
  const calls = sidsOf(
    await walk(door, {
      first: 10,
      between() {
        pages += 1;
        if (pages !== 4) return;
        door.butter.play({
          route: 'list',
          times: 1,
          matches: ({ query }) => query['cursor'] !== undefined,
          fault: { kind: 'status', status: 400, body: '{"detail":"Invalid cursor"}' },
        });
      },
    }),
  );
  expect(calls).toEqual(all);
});

test('a Butter cursor that is refused during such a second read restarts it from the newest call', async () => {
  const door = await openFrontDoor({ off: ['BURKI'], butter: { calls: 320 }, scanPages: 3 });
  const all = door.butter.calls.map(call => call.call_sid);
  let pages = 0;
  const calls = sidsOf(
    await walk(door, {
      first: 50,
      between() {
        pages += 1;
        if (pages < 5 || pages > 7) return;
        door.butter.play({
          route: 'list',
          times: 1,
          matches: ({ query }) => query['cursor'] !== undefined,
          fault: { kind: 'status', status: 410 },
        });
      },
    }),
  );
  expect(calls).toEqual(all);
});

test('whenever Butter refuses all its cursors, no cursor of the gateway fails, and each call is listed once and in order', async () => {
  const refusing = fc.record({
    first: fc.constantFrom(1, 20, 50, 100),
    scanPages: fc.constantFrom(2, 3, 5),
    refused: fc.uniqueArray(fc.nat(12), { maxLength: 6 }),
    byEdge: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(refusing, async ({ first, scanPages, refused, byEdge }) => {
      const butter = butterInMemory(scanPages);
      butter.rows = Array.from({ length: 330 }, (_, key) => ({
        key: key + 1,
        time: 1_773_000_000 - key * 60,
      }));
      let pages = 0;
      const between = () => {
        pages += 1;
        if (refused.includes(pages)) butter.epoch += 1;
      };
      const sids = await walkInMemory([butter], { first, byEdge, between });
      expect(sids).toEqual(butter.rows.map(({ key }) => `call_${key}`));
    }),
    { numRuns: 40 },
  );
});
