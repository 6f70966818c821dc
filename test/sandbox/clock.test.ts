import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BurkiSandbox, ButterSandbox } from '../../src/sandbox/index.ts';
import { ask, noon, openBurki, openButter } from './asking.ts';

const day = 86_400;

/** A clock that stands until it is moved. */
function createClock() {
  let seconds = 0;
  return {
    now: () => new Date(noon.getTime() + seconds * 1000),
    pass(more: number) {
      seconds += more;
    },
  };
}

const detail = z.object({ data: z.record(z.string(), z.unknown()) });

const askDetail = async (sandbox: ButterSandbox, sid: string) =>
  detail.parse((await ask(sandbox, `/api/calls/${sid}`)).body).data;

const butterPage = z.object({
  data: z.array(
    z.looseObject({
      call_sid: z.string(),
      status: z.string(),
      updated_at: z.string(),
      end_time: z.string().nullish(),
      total_cost: z.number().nullish(),
    }),
  ),
  pagination: z.object({ next_cursor: z.string(), has_more: z.boolean() }),
});

const askPage = async (sandbox: ButterSandbox, query = '') =>
  butterPage.parse((await ask(sandbox, `/api/calls?limit=100${query}`)).body);

/** The oldest calls of a list, read by its cursors. */
async function askOldest(sandbox: ButterSandbox, count: number) {
  const data: z.infer<typeof butterPage>['data'] = [];
  for (let cursor = ''; ; ) {
    const page = await askPage(sandbox, cursor);
    data.push(...page.data);
    if (!page.pagination.has_more) return { data: data.slice(-count) };
    cursor = `&cursor=${page.pagination.next_cursor}`;
  }
}

const burkiPage = z.object({
  items: z.array(z.looseObject({ id: z.number(), status: z.string(), started_at: z.string().nullable() })),
  total: z.number(),
});

const askList = async (sandbox: BurkiSandbox, query = '') =>
  burkiPage.parse((await ask(sandbox, `/api/v1/calls/?limit=1000${query}`)).body);

describe('calls that arrive by themselves', () => {
  test('come at their rate, and are the same however often the sandbox is asked meanwhile', async () => {
    const [often, once] = [createClock(), createClock()];
    const options = { calls: 60, arrivalsPerSecond: 5 };
    const [butter, sameButter] = [
      await openButter({ ...options, now: often.now }),
      await openButter({ ...options, now: once.now }),
    ];
    const [burki, sameBurki] = [
      await openBurki({ ...options, now: often.now }),
      await openBurki({ ...options, now: once.now }),
    ];
    for (let second = 0; second < 60; second++) {
      often.pass(1);
      await Promise.all([askPage(butter), askList(burki)]);
    }
    once.pass(60);
    expect(butter.calls).toHaveLength(60 + 300);
    expect(sameButter.calls).toEqual(butter.calls);
    expect(burki.calls).toHaveLength(60 + 300);
    expect(sameBurki.calls).toEqual(burki.calls);
    for (const { id } of burki.calls) expect(sameBurki.transcripts(id)).toEqual(burki.transcripts(id));
  });

  /** Seconds after which a call is looked at: often at first, and then until the longest is over. */
  const looks = [...Array.from({ length: 30 }, () => 0.5), ...Array.from({ length: 30 }, () => 30)];

  test('go from queued to their end in Butter, and each step is a newer version of the row', async () => {
    const clock = createClock();
    const sandbox = await openButter({ calls: 0, arrivalsPerSecond: 2, now: clock.now });
    const versions = new Map<string, { status: string; updated_at: string }[]>();
    for (const seconds of looks) {
      clock.pass(seconds);
      for (const { call_sid, status, updated_at } of (await askOldest(sandbox, 30)).data) {
        const known = versions.get(call_sid) ?? [];
        versions.set(call_sid, known);
        if (known.at(-1)?.status !== status) known.push({ status, updated_at });
      }
    }
    const lives = [...versions.values()];
    expect(lives).toHaveLength(30);
    for (const life of lives) {
      const times = life.map(({ updated_at }) => updated_at);
      expect(times).toEqual([...new Set(times)].toSorted());
    }
    const courses = new Set(lives.map(life => life.map(({ status }) => status).join(' ')));
    expect(courses).toContain('queued ringing in-progress completed');
    expect([...courses].join()).toMatch(/queued ringing (no-answer|busy|failed|canceled)/);
  });

  test('have a detail that grows with what is said, and agrees with the row', async () => {
    const clock = createClock();
    const sandbox = await openButter({ calls: 0, arrivalsPerSecond: 20, now: clock.now });
    clock.pass(1);
    const sids = (await askPage(sandbox)).data.map(({ call_sid }) => call_sid);
    const lengths = new Map<string, number>();
    for (const seconds of [15, 30, 30, 900]) {
      clock.pass(seconds);
      const rows = (await askOldest(sandbox, sids.length)).data;
      for (const row of rows) {
        const said = await askDetail(sandbox, row.call_sid);
        for (const key of ['status', 'turn_count', 'duration_seconds', 'total_cost', 'end_time'])
          expect(said[key]).toEqual(row[key]);
        const { length } = z.array(z.unknown()).parse(said['transcript'] ?? []);
        expect(length).toBeGreaterThanOrEqual(lengths.get(row.call_sid) ?? 0);
        lengths.set(row.call_sid, length);
      }
    }
    expect(Math.max(...lengths.values())).toBeGreaterThan(10);
  });

  test('are listed by Burki before the started ones, then by their start, and end with a cost', async () => {
    const clock = createClock();
    const sandbox = await openBurki({ calls: 0, arrivalsPerSecond: 2, now: clock.now });
    const courses = new Map<number, string[]>();
    for (const seconds of looks) {
      clock.pass(seconds);
      const { items, total } = await askList(sandbox);
      expect(total).toBe(sandbox.calls.length);
      const times = items.map(({ started_at }) => started_at?.slice(0, 19) ?? '9');
      expect(times).toEqual(times.toSorted().reverse());
      for (const { id, status } of items) {
        const course = courses.get(id) ?? [];
        courses.set(id, course);
        if (course.at(-1) !== status) course.push(status);
      }
    }
    const first = new Set([...courses].filter(([id]) => id < 1_040).map(([, course]) => course.join(' ')));
    expect(first).toContain('queued ringing ongoing completed');
    expect(first).toContain('queued ringing failed');
    const over = sandbox.calls.filter(({ id, status }) => id < 1_040 && status === 'completed');
    expect(over.some(({ total_cost }) => (total_cost ?? 0) > 0)).toBe(true);
  });

  test('keep their sid, also where it has an odd form', async () => {
    const clock = createClock();
    const sandbox = await openBurki({ calls: 0, arrivalsPerSecond: 50, now: clock.now });
    clock.pass(60);
    const odd = sandbox.calls.filter(({ call_sid }) => !call_sid.startsWith('CA'));
    expect(odd.length).toBeGreaterThan(2);
    clock.pass(120);
    const ends: unknown[] = [];
    for (const { id, call_sid } of odd) {
      const { body } = await ask(sandbox, `/api/v1/calls/sid/${encodeURIComponent(call_sid)}`);
      expect(body).toMatchObject({ id, call_sid });
      ends.push(z.looseObject({ started_at: z.string() }).parse(body)['total_cost']);
    }
    expect(ends.some(cost => typeof cost === 'number')).toBe(true);
  });

  test('keep what a test changes in them', async () => {
    const clock = createClock();
    const sandbox = await openBurki({ calls: 0, arrivalsPerSecond: 1, now: clock.now });
    clock.pass(3);
    const id = sandbox.calls.at(-1)?.id ?? 0;
    sandbox.change(id, { call_meta: { note: 'kept' } });
    clock.pass(900);
    expect((await ask(sandbox, `/api/v1/calls/${id}`)).body).toMatchObject({ call_meta: { note: 'kept' } });
    expect(sandbox.calls.at(-1)?.ended_at).toBeTruthy();
  });
});

describe('calls that vanish by themselves', () => {
  test('are the same however often the sandbox is asked, and never the documented ones', async () => {
    const [often, once] = [createClock(), createClock()];
    const options = { calls: 120, deletionsPerSecond: 1 };
    const [butter, burki] = [
      await openButter({ ...options, now: often.now }),
      await openBurki({ ...options, now: often.now }),
    ];
    for (let minute = 0; minute < 10; minute++) {
      often.pass(60);
      await Promise.all([askPage(butter), askList(burki)]);
    }
    const [sameButter, sameBurki] = [
      await openButter({ ...options, now: once.now }),
      await openBurki({ ...options, now: once.now }),
    ];
    once.pass(600);
    expect(sameButter.calls).toEqual(butter.calls);
    expect(sameBurki.calls).toEqual(burki.calls);
    expect(butter.calls.length).toBeLessThan(60);
    expect(butter.calls.at(-1)?.call_sid).toBe('call_abc123def456');
    expect(burki.calls.length).toBeLessThan(60);
    expect(burki.calls.at(-1)?.id).toBe(101);
  });

  test('are in no list and not found by their key', async () => {
    const clock = createClock();
    const options = { calls: 60, deletionsPerSecond: 1, now: clock.now };
    const [butter, burki] = [await openButter(options), await openBurki(options)];
    const [sids, ids] = [butter.calls.map(({ call_sid }) => call_sid), burki.calls.map(({ id }) => id)];
    clock.pass(20);
    const left = { sids: (await askPage(butter)).data, ids: (await askList(burki)).items };
    const gone = {
      sids: sids.filter(sid => !left.sids.some(({ call_sid }) => call_sid === sid)),
      ids: ids.filter(id => !left.ids.some(call => call.id === id)),
    };
    expect(gone.sids.length).toBeGreaterThan(5);
    expect(gone.ids.length).toBeGreaterThan(5);
    for (const sid of gone.sids) expect((await ask(butter, `/api/calls/${sid}`)).status).toBe(404);
    for (const id of gone.ids) expect((await ask(burki, `/api/v1/calls/${id}`)).status).toBe(404);
    expect((await askList(burki)).total).toBe(left.ids.length);
  });
});

describe('late billing', () => {
  test('leaves the cost of a call null or 0 until some minutes after its end', async () => {
    const clock = createClock();
    const sandbox = await openButter({ calls: 0, arrivalsPerSecond: 1, lateBilling: true, now: clock.now });
    clock.pass(60);
    const read = async () =>
      (await askOldest(sandbox, 60)).data.filter(({ end_time }) => end_time?.endsWith('Z'));
    const costs = new Set<unknown>();
    for (let minute = 0; minute < 30; minute++) {
      clock.pass(60);
      for (const row of (await read()).filter(({ billing_status }) => billing_status === 'pending')) {
        costs.add(row.total_cost);
        expect(await askDetail(sandbox, row.call_sid)).toMatchObject({ cost_breakdown: null });
      }
    }
    expect(costs).toEqual(new Set([null, 0]));
    const settled = (await read()).filter(({ status }) => status === 'completed');
    expect(settled.length).toBeGreaterThan(30);
    for (const { call_sid, billing_status, total_cost, updated_at, end_time } of settled) {
      expect(billing_status).toBe('billed');
      expect(total_cost).toBeGreaterThan(0);
      expect((await askDetail(sandbox, call_sid))['total_cost']).toBe(total_cost);
      const after = Date.parse(updated_at) - Date.parse(end_time ?? '');
      expect(after).toBeGreaterThanOrEqual(30_000);
      expect(after).toBeLessThanOrEqual(600_000);
    }
  });

  test('corrects some costs three days after the end, in row and detail alike', async () => {
    const clock = createClock();
    const sandbox = await openButter({ lateBilling: true, now: clock.now });
    const before = await askOldest(sandbox, 120);
    clock.pass(3 * day);
    const after = await askOldest(sandbox, 120);
    const changed = after.data.filter((row, index) => row.total_cost !== before.data[index]?.total_cost);
    expect(changed.length).toBeGreaterThan(2);
    expect(changed.length).toBeLessThan(20);
    for (const { call_sid, total_cost, updated_at } of changed) {
      const old = before.data.find(row => row.call_sid === call_sid);
      expect(total_cost).toBeCloseTo(Number(old?.total_cost) + 0.5, 5);
      const later = Date.parse(updated_at) - Date.parse(old?.updated_at ?? '');
      expect(later).toBeLessThan(3 * day * 1000);
      expect(later).toBeGreaterThan((3 * day - 600) * 1000);
      const detail = await askDetail(sandbox, call_sid);
      expect(detail['total_cost']).toBe(total_cost);
      expect(detail['cost_breakdown']).not.toBeNull();
    }
  });

  test('is off unless it is asked for', async () => {
    const statuses = new Set((await openButter()).calls.map(({ billing_status }) => billing_status));
    const rows = (await openButter()).calls.filter(({ billing_status }) => billing_status === 'pending');
    expect(statuses).toEqual(new Set(['billed', 'pending', 'not_billed', undefined]));
    for (const { end_time } of rows) expect(end_time).toBeUndefined();
  });
});

describe('cursors that expire', () => {
  test('are refused by 410 after their time, and those of later pages live on', async () => {
    const clock = createClock();
    const sandbox = await openButter({ cursorSeconds: 60, now: clock.now });
    const cursorOf = async (query = '') => (await askPage(sandbox, query)).pagination.next_cursor;
    const first = await cursorOf();
    clock.pass(60);
    const second = await cursorOf(`&cursor=${first}`);
    clock.pass(1);
    expect(await ask(sandbox, `/api/calls?cursor=${first}`)).toMatchObject({
      status: 410,
      body: { detail: 'Cursor expired' },
    });
    expect((await ask(sandbox, `/api/calls?cursor=${second}`)).status).toBe(200);
  });

  test('live for ever by default', async () => {
    const clock = createClock();
    const sandbox = await openButter({ now: clock.now });
    const { next_cursor } = (await askPage(sandbox)).pagination;
    clock.pass(365 * day);
    expect((await ask(sandbox, `/api/calls?cursor=${next_cursor}`)).status).toBe(200);
  });
});
