import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type BurkiSandbox, startButterSandbox } from '../../src/sandbox/index.ts';
import { ask, noon, openBurki } from './asking.ts';

const butterPage = z.object({
  data: z.array(z.looseObject({ call_sid: z.string() })),
  pagination: z.object({ next_cursor: z.string(), has_more: z.boolean() }),
});

/** Something that happens between two pages. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('arrive' as const) }),
  fc.record({ kind: fc.constant('remove' as const), place: fc.nat(200) }),
  fc.record({ kind: fc.constant('change' as const), place: fc.nat(200) }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(30) }),
);

const step = fc.record({
  limit: fc.integer({ min: 1, max: 30 }),
  happenings: fc.array(happening, { maxLength: 4 }),
});

type Happening = Generated<typeof happening>;
type Step = Generated<typeof step>;
type Generated<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** A sandbox whose calls arrive and vanish by a clock that stands between the happenings. */
async function openRestless(calls: number) {
  let seconds = 0;
  const now = () => new Date(noon.getTime() + seconds * 1000);
  const sandbox = await startButterSandbox({ calls, now, arrivalsPerSecond: 1, deletionsPerSecond: 0.5 });
  const sids = () => sandbox.calls.map(({ call_sid }) => call_sid);
  const sidAt = (place: number) => sids()[place % sids().length] ?? sandbox.arrive().call_sid;
  const happen = (each: Happening): unknown => {
    if (each.kind === 'arrive') return sandbox.arrive();
    if (each.kind === 'remove') return sandbox.remove(sidAt(each.place));
    if (each.kind === 'change') return sandbox.change(sidAt(each.place), { agent_name: 'Renamed' });
    seconds += each.seconds;
  };
  const askPage = async (limit: number, cursor: string) =>
    butterPage.parse((await ask(sandbox, `/api/calls?limit=${limit}${cursor && `&cursor=${cursor}`}`)).body);
  return { sids, happen, askPage, close: sandbox.close };
}

test('a walk sees each call that stays, once and in order, whatever arrives and vanishes meanwhile (property)', async () => {
  const walk = async (steps: readonly Step[], calls: number) => {
    const { sids, happen, askPage, close } = await openRestless(calls);
    const order = sids();
    const seen: string[] = [];
    for (let turn = 0, cursor = ''; ; turn++) {
      const { limit, happenings } = steps[turn % steps.length] ?? { limit: 1, happenings: [] };
      const { data, pagination } = await askPage(limit, cursor);
      expect(data.length).toBeLessThanOrEqual(limit);
      if (pagination.has_more) expect(data).toHaveLength(limit);
      seen.push(...data.map(({ call_sid }) => call_sid));
      if (!pagination.has_more) break;
      cursor = pagination.next_cursor;
      for (const each of happenings) happen(each);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(order.filter(sid => seen.includes(sid))).toEqual(seen);
    expect(sids().filter(sid => order.includes(sid) && !seen.includes(sid))).toEqual([]);
    await close();
  };
  const steps = fc.array(step, { minLength: 1 });
  await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 0, max: 80 }), walk), { numRuns: 20 });
});

const burkiCall = z.looseObject({ id: z.number(), started_at: z.string().nullable() });
const burkiPage = z.object({ items: z.array(burkiCall), total: z.number() });

/** Microseconds since 1970; null if there is no time. */
function instantOf(time: string | null | undefined): number | null {
  if (!time) return null;
  const [whole = '', fraction = ''] = time.replace('Z', '').split('.');
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

type BurkiCall = BurkiSandbox['calls'][number];

interface Query {
  readonly status?: string | undefined;
  readonly assistant_id?: number | undefined;
  readonly customer_phone?: string | undefined;
  readonly assistant_name?: string | undefined;
  readonly date_from?: string | undefined;
  readonly date_to?: string | undefined;
  readonly min_duration?: number | undefined;
  readonly max_duration?: number | undefined;
}

/** Whether a value is within bounds, any of which excludes an unknown value. */
const isWithin = (value: number | null, min: number | null, max: number | null) =>
  (min === null && max === null) || (value !== null && value >= (min ?? value) && value <= (max ?? value));

const includes = (text: string | null | undefined, part: string) =>
  (text ?? '').toLowerCase().includes(part.toLowerCase());

/** Whether a call fits a query, parameter by parameter as the contract tells it. */
function fits(call: BurkiCall, query: Query): boolean {
  const {
    status = call.status,
    assistant_id = call.assistant_id,
    customer_phone,
    assistant_name = '',
  } = query;
  const { date_from, date_to, min_duration = null, max_duration = null } = query;
  const isNamed =
    customer_phone === undefined
      ? includes(call.assistant_name, assistant_name)
      : includes(call.customer_phone_number, customer_phone);
  return (
    call.status === status &&
    call.assistant_id === assistant_id &&
    isNamed &&
    isWithin(instantOf(call.started_at), instantOf(date_from), instantOf(date_to)) &&
    isWithin(call.duration ?? null, min_duration, max_duration)
  );
}

const latestFirst = (times: readonly (number | null)[]) =>
  times.toSorted((a, b) => (b ?? Number.MAX_VALUE) - (a ?? Number.MAX_VALUE));

test('any filter and page of Burki is that of a search through all calls, while calls change (property)', async () => {
  const sandbox = await openBurki({ calls: 2_000 });
  const times = sandbox.calls.flatMap(({ started_at }) => started_at?.replace('Z', '') ?? []);
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 });
  const query: fc.Arbitrary<Query> = fc.record({
    status: maybe(fc.constantFrom('completed', 'failed', 'ongoing', 'queued', 'active', 'nonsense')),
    assistant_id: maybe(fc.constantFrom(99, 123, 124, 131, 5_555)),
    customer_phone: maybe(fc.constantFrom('+1', '55501', '0142', '12', '999999')),
    assistant_name: maybe(fc.constantFrom('bot', 'Night', 'nobody', '')),
    date_from: maybe(fc.constantFrom(...times)),
    date_to: maybe(fc.constantFrom(...times)),
    min_duration: maybe(fc.nat(300)),
    max_duration: maybe(fc.nat(300)),
  });
  const change = fc.record({
    place: fc.nat(1_999),
    patch: fc.constantFrom<Partial<BurkiCall>>(
      { status: 'ongoing' },
      { started_at: null },
      { started_at: times[700] ?? null },
      { duration: 120 },
      { duration: null },
    ),
  });
  const page = fc.record({ skip: fc.nat(2_100), limit: fc.integer({ min: 1, max: 1_000 }) });
  await fc.assert(
    fc.asyncProperty(query, page, maybe(change), async (filter, { skip, limit }, changed) => {
      if (changed) sandbox.change(sandbox.calls[changed.place]?.id ?? 101, changed.patch);
      const given = Object.entries({ ...filter, skip, limit }).filter(([, value]) => value !== undefined);
      const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
      const { items, total } = burkiPage.parse((await ask(sandbox, `/api/v1/calls/?${search}`)).body);
      const found = sandbox.calls.filter(call => fits(call, filter));
      expect(total).toBe(found.length);
      const expected = latestFirst(found.map(({ started_at }) => instantOf(started_at)));
      expect(items.map(({ started_at }) => instantOf(started_at))).toEqual(
        expected.slice(skip, skip + limit),
      );
      const ids = new Set(items.map(({ id }) => id));
      expect(ids.size).toBe(items.length);
      expect(found.filter(({ id }) => ids.has(id))).toHaveLength(ids.size);
    }),
    { numRuns: 200 },
  );
});
