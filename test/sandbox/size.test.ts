import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type BurkiSandbox,
  type ButterSandbox,
  startBurkiSandbox,
  startButterSandbox,
} from '../../src/sandbox/index.ts';
import { ask, noon, openBurki, openButter } from './asking.ts';

const large = { calls: 10_000, now: () => noon };
const day = 86_400_000;
const twoYears = 730 * day;

const text = z.string().nullish();
const row = z.looseObject({
  call_sid: z.string(),
  created_at: text,
  status: text,
  call_type: text,
  from_number: text,
  to_number: text,
  duration_seconds: z.number().nullish(),
});
const butterPage = z.object({
  data: z.array(row),
  pagination: z.object({ next_cursor: z.string(), has_more: z.boolean() }),
});
const burkiPage = z.object({ items: z.array(z.looseObject({ id: z.number() })), total: z.number() });

/** Every row of Butter's list, read by its cursors. */
async function walk(sandbox: ButterSandbox) {
  const rows: z.infer<typeof row>[] = [];
  for (let cursor = ''; ; ) {
    const { data, pagination } = butterPage.parse((await ask(sandbox, `/api/calls?limit=100${cursor}`)).body);
    rows.push(...data);
    if (!pagination.has_more) return rows;
    cursor = `&cursor=${pagination.next_cursor}`;
  }
}

/** The rows of Burki's list that started in a window of thirty days, the first of which ends now. */
async function readWindow(sandbox: BurkiSandbox, window: number) {
  const spell = (days: number, fraction: string) =>
    new Date(noon.getTime() - days * day).toISOString().replace(/\.\d+Z/, fraction);
  const [from, to] = [spell(30 * (window + 1), '.000001'), spell(30 * window, '.000000')];
  const query = `limit=1000&date_from=${from}&date_to=${to}`;
  return burkiPage.parse((await ask(sandbox, `/api/v1/calls/?${query}`)).body);
}

const countBy = (values: readonly unknown[]): Map<unknown, number> => {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/** Index of the first item that is not the same; -1 if there is none. Faster than `toEqual` on ten thousand calls. */
const firstDifference = (some: readonly unknown[], others: readonly unknown[]): number =>
  some.length === others.length
    ? some.findIndex((item, index) => JSON.stringify(item) !== JSON.stringify(others[index]))
    : Math.min(some.length, others.length);

const ageOf = (time: string | null | undefined) =>
  noon.getTime() - Date.parse(/Z|[+-]\d\d:\d\d$/.test(time ?? '') ? `${time}` : `${time}Z`);

// Requests go to a sandbox of each test's own, because a kept connection may end while a test computes.
let rows: z.infer<typeof row>[];
let burki: BurkiSandbox;

beforeAll(async () => {
  const butter = await startButterSandbox(large);
  rows = await walk(butter);
  await butter.close();
  burki = await startBurkiSandbox(large);
});

afterAll(() => burki.close());

test('ten thousand calls of Butter reach back two years, and a walk sees each of them once', () => {
  expect(rows).toHaveLength(10_000);
  expect(new Set(rows.map(({ call_sid }) => call_sid)).size).toBe(10_000);
  const oldest = Math.max(...rows.map(({ created_at }) => ageOf(created_at)));
  expect(oldest).toBeLessThanOrEqual(twoYears);
  expect(oldest).toBeGreaterThan(twoYears - 2 * day);
});

test('ten thousand calls of Burki reach back two years, and windows of time have each of them once', async () => {
  const sandbox = await openBurki(large);
  const ids: number[] = [];
  for (let window = 0; window < 25; window++) {
    const { items, total } = await readWindow(sandbox, window);
    expect(items).toHaveLength(total);
    ids.push(...items.map(({ id }) => id));
  }
  const generated = burki.calls.filter(({ id }) => id !== 101);
  const started = generated.filter(({ started_at }) => started_at !== null);
  expect(ids.toSorted((a, b) => b - a)).toEqual(started.map(({ id }) => id));
  const oldest = Math.max(...started.map(({ started_at }) => ageOf(started_at)));
  expect(oldest).toBeLessThanOrEqual(twoYears);
  expect(oldest).toBeGreaterThan(twoYears - 2 * day);
});

test('the same seed and time give the same ten thousand calls, and another seed gives others', async () => {
  const [sameButter, sameBurki] = [await openButter(large), await openBurki(large)];
  expect(firstDifference(await walk(sameButter), rows)).toBe(-1);
  expect(firstDifference(sameBurki.calls, burki.calls)).toBe(-1);
  for (const id of [101, 1001, 5000, 9000]) {
    expect(sameBurki.transcripts(id)).toEqual(burki.transcripts(id));
    expect(sameBurki.recordings(id)).toEqual(burki.recordings(id));
  }
  const other = await openBurki({ ...large, seed: 2 });
  expect(other.calls[5_000]).not.toEqual(burki.calls[5_000]);
});

test('rows of a large sandbox say the same as the details of their calls', async () => {
  const butter = await openButter(large);
  for (const row of rows.filter((_, index) => index % 97 === 0)) {
    const { body } = await ask(butter, `/api/calls/${row.call_sid}`);
    const { data } = z.object({ data: z.record(z.string(), z.unknown()) }).parse(body);
    const shared = Object.keys(row).filter(key => key in data);
    expect(shared.length).toBeGreaterThan(8);
    for (const key of shared) expect(row[key]).toEqual(data[key]);
  }
});

test('a large sandbox of Butter is lifelike: working hours, frequent customers, most calls completed', () => {
  const created = rows.map(({ created_at }) => new Date(noon.getTime() - ageOf(created_at)));
  const weekdays = countBy(created.map(date => date.getUTCDay()));
  const hours = countBy(created.map(date => date.getUTCHours()));
  expect(weekdays.get(1)).toBeGreaterThan(3 * (weekdays.get(0) ?? 0));
  expect(hours.get(15)).toBeGreaterThan(5 * (hours.get(6) ?? 0));
  const customers = countBy(
    rows.map(call => (call.call_type === 'inbound' ? call.from_number : call.to_number)),
  );
  expect(customers.size).toBeGreaterThan(1_000);
  expect([...customers.values()].filter(times => times === 1).length).toBeGreaterThan(500);
  const statuses = countBy(rows.map(({ status }) => status));
  expect(statuses.get('completed')).toBeGreaterThan(8_000);
  for (const status of ['no-answer', 'busy', 'failed', 'canceled'])
    expect(statuses.get(status)).toBeGreaterThan(100);
  const types = countBy(rows.map(({ call_type }) => call_type));
  for (const type of ['inbound', 'outbound', 'preview']) expect(types.get(type)).toBeGreaterThan(1_000);
  expect(rows.some(({ duration_seconds }) => (duration_seconds ?? 0) > 600)).toBe(true);
});

test('a large sandbox of Burki is lifelike: currencies, flows, metadata and agents of unequal shares', () => {
  const { calls } = burki;
  const currencies = countBy(calls.map(({ cost_currency }) => cost_currency));
  expect(currencies.get('USD')).toBeGreaterThan(10 * (currencies.get('EUR') ?? 0));
  expect(currencies.get('EUR')).toBeGreaterThan(100);
  expect(countBy(calls.map(({ flow_name }) => flow_name)).size).toBeGreaterThan(4);
  const agents = countBy(calls.map(({ assistant_id }) => assistant_id));
  expect(agents.get(123)).toBeGreaterThan(2 * (agents.get(131) ?? 0));
  expect(calls.filter(({ call_meta }) => call_meta?.['customer_id']).length).toBeGreaterThan(1_000);
});

test('a large sandbox has the documented calls too, and its newest calls are the samples of a small one', async () => {
  const [butter, small] = [await openButter(large), await openBurki()];
  expect((await ask(butter, '/api/calls/call_abc123def456')).body).toMatchObject({
    data: { total_cost: 12.35 },
  });
  expect((await ask(burki, '/api/v1/calls/101')).body).toMatchObject({ total_cost: 0.05 });
  expect(rows.slice(0, 50)).toEqual((await walk(await openButter())).slice(0, 50));
  const newest = (sandbox: BurkiSandbox) => sandbox.calls.slice(0, 6).map(call => ({ ...call, id: null }));
  expect(newest(burki)).toEqual(newest(small));
});
