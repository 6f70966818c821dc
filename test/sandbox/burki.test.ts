import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BurkiSandbox } from '../../src/sandbox/index.ts';
import { ask, noon, openBurki } from './asking.ts';

const call = z.looseObject({ id: z.number(), status: z.string(), started_at: z.string().nullable() });
const list = z.object({ items: z.array(call), total: z.number(), skip: z.number(), limit: z.number() });

const askList = async (sandbox: BurkiSandbox, query = '') =>
  list.parse((await ask(sandbox, `/api/v1/calls/?${query}`)).body);

const askAll = async (sandbox: BurkiSandbox, query = '') =>
  (await askList(sandbox, `limit=1000&${query}`)).items;

const microseconds = (time: string) => time.replace('Z', '').padEnd(20, '.').padEnd(26, '0');

describe('access', () => {
  test('a wrong token is a 401 that names the scheme', async () => {
    const headers = { authorization: 'Bearer wrong' };
    const answer = await ask(await openBurki(), '/api/v1/calls/', { headers });
    expect(answer).toMatchObject({ status: 401, body: { detail: 'Could not validate credentials' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('the list without its slash is a 307 to the one with it', async () => {
    const sandbox = await openBurki();
    const answer = await ask(sandbox, '/api/v1/calls?limit=2');
    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toBe(`${sandbox.url}/api/v1/calls/?limit=2`);
    expect(sandbox.requests).toMatchObject([{ route: 'list', status: 307 }]);
  });

  test('over the rate limit the response is a 429 with Retry-After', async () => {
    const sandbox = await openBurki({ requestsPerSecond: 1 });
    await ask(sandbox, '/api/v1/calls/101');
    const answer = await ask(sandbox, '/api/v1/calls/101');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  });
});

describe('the list', () => {
  test('has a hundred rows by default, and every call once in two pages that no tie crosses', async () => {
    const sandbox = await openBurki();
    const first = await askList(sandbox);
    expect(first).toMatchObject({ total: 120, skip: 0, limit: 100 });
    expect(first.items).toHaveLength(100);
    const rest = await askList(sandbox, 'skip=100');
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(120);
  });

  test.each(['skip=-1', 'limit=0', 'limit=1001', 'assistant_id=x', 'date_from=soon', 'min_duration=long'])(
    'refuses %s with an array of problems',
    async query => {
      const [name, input] = query.split('=');
      expect(await ask(await openBurki(), `/api/v1/calls/?${query}`)).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ['query', name], input }] },
      });
    },
  );

  test('has the unstarted calls first, and then the latest started ones', async () => {
    const times = (await askAll(await openBurki())).map(({ started_at }) => started_at);
    const started = times.slice(4).map(time => microseconds(time ?? ''));
    expect(times.slice(0, 4)).toEqual(Array(4).fill(null));
    expect(started).toEqual(started.toSorted().toReversed());
  });

  test('has ties, five in a row among them, and breaks them differently each time', async () => {
    const sandbox = await openBurki();
    const order = async () => (await askAll(sandbox)).map(({ id }) => id);
    const counts = new Map<string, number>();
    for (const { started_at } of sandbox.calls)
      counts.set(started_at ?? '', (counts.get(started_at ?? '') ?? 0) + 1);
    expect([...counts.values()]).toEqual(expect.arrayContaining([2, 5]));
    expect(await order()).not.toEqual(await order());
  });

  test('drops the calls that have not started under a date filter, and counts what is left', async () => {
    const sandbox = await openBurki();
    const { items, total } = await askList(sandbox, 'limit=1000&date_from=2000-01-01T00:00:00');
    expect(total).toBe(116);
    expect(items).toHaveLength(116);
  });

  test('compares dates to the microsecond, both ends included', async () => {
    const sandbox = await openBurki({ calls: 1 });
    sandbox.arrive({ id: 7, started_at: '2026-05-01T10:00:00.123456' });
    const ids = async (query: string) => (await askAll(sandbox, query)).map(({ id }) => id);
    expect(await ids('date_from=2026-05-01T10:00:00.123456&date_to=2026-05-01T10:00:00.123456Z')).toEqual([
      7,
    ]);
    expect(await ids('date_from=2026-05-01T10:00:00.123457')).toEqual([]);
    expect(await ids('date_from=2026-05-01T12:00:00.123456%2B02:00')).toEqual([7]);
    expect(await ids('date_to=2026-05-01T10:00:00.123455')).toEqual([101]);
  });

  test('omits unknown durations when a bound is given', async () => {
    const items = await askAll(await openBurki(), 'min_duration=60&max_duration=100');
    expect(items.length).toBeGreaterThan(5);
    for (const { duration } of items.map(item => z.object({ duration: z.number() }).parse(item)))
      expect(duration).toSatisfy((seconds: number) => seconds >= 60 && seconds <= 100);
  });

  test('finds a status by its exact spelling, and nothing for an unknown one', async () => {
    const sandbox = await openBurki();
    const statuses = (await askAll(sandbox, 'status=ongoing')).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['ongoing']));
    expect(await askList(sandbox, 'status=nonsense')).toMatchObject({ items: [], total: 0 });
  });

  test('finds by a part of the number, sid or name in any case', async () => {
    const sandbox = await openBurki();
    expect((await askList(sandbox, 'assistant_name=servicebot')).total).toBeGreaterThan(10);
    expect((await askList(sandbox, 'customer_phone=59876543')).items).toMatchObject([{ id: 101 }]);
    expect((await askList(sandbox, 'call_sid=caXXXX')).items).toMatchObject([{ id: 101 }]);
  });

  test('uses only the first of two substring parameters', async () => {
    const query = 'assistant_name=nobody&customer_phone=59876543';
    expect((await askList(await openBurki(), query)).items).toMatchObject([{ id: 101 }]);
  });

  test('finds nothing for an unknown assistant, and is a 404 when strict', async () => {
    const [lenient, strict] = [await openBurki(), await openBurki({ strictAssistants: true })];
    expect(await askList(lenient, 'assistant_id=5555')).toMatchObject({ total: 0 });
    expect((await ask(strict, '/api/v1/calls/?assistant_id=5555')).status).toBe(404);
    expect((await ask(strict, '/api/v1/calls/?assistant_id=123')).status).toBe(200);
  });

  test('is a bare array in an older deployment', async () => {
    const { body } = await ask(await openBurki({ legacyList: true }), '/api/v1/calls/?limit=3');
    expect(body).toHaveLength(3);
  });
});

describe('the count', () => {
  test('is that of the list, by status, assistant and time', async () => {
    const sandbox = await openBurki();
    for (const query of ['', 'status=completed', 'assistant_id=7', 'date_to=2020-01-01T00:00:00Z']) {
      const { body } = await ask(sandbox, `/api/v1/calls/count?${query}`);
      expect(body).toEqual({ count: (await askList(sandbox, query)).total });
    }
    expect((await ask(sandbox, '/api/v1/calls/count?date_from=soon')).status).toBe(422);
  });

  test('includes calls that are not listed, where it is told to', async () => {
    const sandbox = await openBurki({ unlistedCalls: 3 });
    const { body } = await ask(sandbox, '/api/v1/calls/count');
    expect(body).toEqual({ count: (await askList(sandbox)).total + 3 });
  });
});

describe('a call', () => {
  test('is the same by id and by sid, and the documented one matches the documentation', async () => {
    const sandbox = await openBurki();
    const { body } = await ask(sandbox, '/api/v1/calls/101');
    expect(body).toMatchObject({ assistant_id: 123, started_at: '2023-10-30T10:00:00Z', total_cost: 0.05 });
    expect(Object.keys(call.parse(body))).toHaveLength(18);
    expect((await ask(sandbox, '/api/v1/calls/sid/CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')).body).toEqual(body);
  });

  test('is a 404 with a sentence if it does not exist, and an id that is not an integer is refused', async () => {
    const sandbox = await openBurki();
    const sentence = 'Call with ID 999 not found in your organization';
    for (const path of ['999', '999/transcripts', '999/recordings'])
      expect(await ask(sandbox, `/api/v1/calls/${path}`)).toMatchObject({
        status: 404,
        body: { detail: sentence },
      });
    expect(await ask(sandbox, '/api/v1/calls/abc')).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'int_parsing', loc: ['path', 'call_id'], input: 'abc' }] },
    });
  });

  test('has a transcript without interim segments unless they are requested', async () => {
    const sandbox = await openBurki();
    const isInterim = (segment: { is_final?: boolean | null | undefined }) => segment.is_final === false;
    const id = sandbox.calls.find(one => sandbox.transcripts(one.id).some(isInterim))?.id ?? 0;
    const all = sandbox.transcripts(id);
    expect((await ask(sandbox, `/api/v1/calls/${id}/transcripts?include_interim=true`)).body).toEqual(all);
    const final = await ask(sandbox, `/api/v1/calls/${id}/transcripts`);
    expect(final.body).toEqual(all.filter(segment => !isInterim(segment)));
  });

  test('has a transcript that can be narrowed to one speaker', async () => {
    const sandbox = await openBurki();
    const { body } = await ask(sandbox, '/api/v1/calls/101/transcripts?speaker=user');
    expect(body).toMatchObject([{ content: 'My last invoice is wrong.' }, { content: 'Thank you.' }]);
  });

  test('has recordings by id and by sid, and an empty array where there are none', async () => {
    const sandbox = await openBurki();
    expect((await ask(sandbox, '/api/v1/calls/101/recordings')).body).toEqual(sandbox.recordings(101));
    const { call_sid } = sandbox.arrive();
    expect((await ask(sandbox, `/api/v1/calls/sid/${call_sid}/recordings`)).body).toEqual([]);
    expect((await ask(sandbox, `/api/v1/calls/sid/${call_sid}/transcripts`)).body).toEqual([]);
  });

  test('has an assistant with secrets, unless it is deleted', async () => {
    const sandbox = await openBurki();
    const { body } = await ask(sandbox, '/api/v1/assistants/123');
    expect(body).toMatchObject({ name: 'ServiceBot', api_keys: { openai: 'fake-secret-never-show' } });
    const orphan = sandbox.calls.find(({ assistant_id }) => assistant_id === 99);
    expect((await ask(sandbox, `/api/v1/assistants/${orphan?.assistant_id}`)).status).toBe(404);
  });
});

describe('the oddities of one page of a hundred', () => {
  const page = async () => (await openBurki()).calls.slice(0, 100);

  test('timestamps are naive with six digits or none, and some have a Z', async () => {
    const times = (await page()).map(({ started_at }) => started_at ?? '');
    for (const form of [/:\d\d\.\d{6}$/, /T\d\d:\d\d:\d\d$/, /\.\d{6}Z$/])
      expect(times).toContainEqual(expect.stringMatching(form));
  });

  test('sids of every origin, and conversations by text message among them', async () => {
    const origins = new Set((await page()).map(({ call_sid }) => call_sid.replace(/^(CA|v3:|\w+_).*/, '$1')));
    expect([...origins].toSorted()).toEqual(['CA', 'browser_call_', 'sms_', 'v3:']);
  });

  test('statuses, currencies and metadata of every kind', async () => {
    const calls = await page();
    const values = (read: (one: (typeof calls)[number]) => unknown) => [...new Set(calls.map(read))];
    const statuses = [
      'ongoing',
      'in-progress',
      'active',
      'failed',
      'queued',
      'ringing',
      'initiated',
      'completed',
    ];
    expect(values(({ status }) => status)).toEqual(expect.arrayContaining(statuses));
    const currencies = ['USD', 'EUR', 'usd', null, undefined];
    expect(values(({ cost_currency }) => cost_currency)).toEqual(expect.arrayContaining(currencies));
    const meta = [{ outbound: true }, null, undefined];
    expect(values(({ call_meta }) => call_meta)).toEqual(expect.arrayContaining(meta));
  });

  test('customer numbers as people write them, and empty', async () => {
    const numbers = (await page()).map(({ customer_phone_number }) => customer_phone_number);
    for (const form of [/^$/, /^\(\d{3}\) 555-01\d\d$/, /^1\d{3}55501\d\d$/, /^\+1\d{3}55501\d\d$/])
      expect(numbers).toContainEqual(expect.stringMatching(form));
  });

  test('speakers that are odd or unknown, and several segments of one speaker in a row', async () => {
    const sandbox = await openBurki();
    const said = sandbox.calls.flatMap(({ id }) => sandbox.transcripts(id));
    const speakers = new Set(said.map(({ speaker }) => speaker));
    expect([...speakers]).toEqual(expect.arrayContaining(['assistant', 'user', 'caller_2', null]));
    expect(said.some((segment, index) => segment.speaker === said[index - 1]?.speaker)).toBe(true);
  });
});

describe('change over time', () => {
  test('the same seed and time give the same calls, and another seed gives others', async () => {
    const [one, same, other] = [await openBurki(), await openBurki(), await openBurki({ seed: 2 })];
    expect(same.calls).toEqual(one.calls);
    expect(other.calls[0]).not.toEqual(one.calls[0]);
  });

  test('a call is added with the highest id before it starts, changes, and is removed', async () => {
    const sandbox = await openBurki();
    const highest = Math.max(...sandbox.calls.map(({ id }) => id));
    const { id } = sandbox.arrive();
    expect(id).toBeGreaterThan(highest);
    const path = `/api/v1/calls/${id}`;
    expect((await ask(sandbox, path)).body).toMatchObject({ status: 'queued', started_at: null });
    sandbox.change(id, { status: 'ongoing', started_at: noon.toISOString() });
    expect((await ask(sandbox, path)).body).toMatchObject({ status: 'ongoing' });
    sandbox.remove(id);
    expect((await ask(sandbox, path)).status).toBe(404);
  });
});
