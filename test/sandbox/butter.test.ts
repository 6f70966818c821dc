import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ButterSandbox } from '../../src/sandbox/index.ts';
import { ask, noon, openButter } from './asking.ts';

const row = z.looseObject({ call_sid: z.string(), status: z.string(), created_at: z.string() });
const list = z.object({
  success: z.literal(true),
  data: z.array(row),
  pagination: z.object({ next_cursor: z.string().nullable(), has_more: z.boolean(), page_size: z.number() }),
});
const detail = z.object({ success: z.literal(true), data: z.record(z.string(), z.unknown()) });

const askPage = async (sandbox: ButterSandbox, query: string) =>
  list.parse((await ask(sandbox, `/api/calls?${query}`)).body);

const askDetail = async (sandbox: ButterSandbox, sid: string) =>
  detail.parse((await ask(sandbox, `/api/calls/${sid}`)).body).data;

async function walk(sandbox: ButterSandbox, size: number, between = () => {}) {
  const sids: string[] = [];
  let page = await askPage(sandbox, `limit=${size}`);
  for (;;) {
    sids.push(...page.data.map(({ call_sid }) => call_sid));
    if (!page.pagination.has_more) return { sids, last: page };
    between();
    page = await askPage(sandbox, `limit=${size}&cursor=${page.pagination.next_cursor}`);
  }
}

describe('access', () => {
  test('a wrong key is a 401 with a detail', async () => {
    const answer = await ask(await openButter(), '/api/calls', { headers: { 'x-api-key': 'wrong' } });
    expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid API key' } });
  });

  test('over the rate limit the response is a 429, and a second later it is not', async () => {
    let time = noon.getTime();
    const sandbox = await openButter({ requestsPerSecond: 2, now: () => new Date(time) });
    const statuses = async () => (await ask(sandbox, '/api/calls?limit=1')).status;
    expect([await statuses(), await statuses(), await statuses()]).toEqual([200, 200, 429]);
    time += 1000;
    expect(await statuses()).toBe(200);
  });

  test('only GET is allowed, and an unknown path is not found', async () => {
    const sandbox = await openButter();
    expect((await ask(sandbox, '/api/calls', { method: 'POST' })).status).toBe(405);
    expect(await ask(sandbox, '/api/nothing')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
  });
});

describe('the list', () => {
  test('has fifty rows by default, and never more than a hundred', async () => {
    const sandbox = await openButter();
    const { data, pagination } = await askPage(sandbox, '');
    expect(data).toHaveLength(50);
    expect(pagination).toMatchObject({ has_more: true, page_size: 50 });
    for (const limit of ['0', '101', 'many'])
      expect(await ask(sandbox, `/api/calls?limit=${limit}`)).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ['query', 'limit'], input: limit }] },
      });
  });

  test('has every call once when read in pages of seven, and a cursor even at the end', async () => {
    const sandbox = await openButter();
    const { sids, last } = await walk(sandbox, 7);
    expect(sids).toEqual(sandbox.calls.map(({ call_sid }) => call_sid));
    expect(new Set(sids).size).toBe(120);
    expect(last.pagination.next_cursor).not.toBeNull();
    expect(await askPage(sandbox, `cursor=${last.pagination.next_cursor}`)).toMatchObject({
      data: [],
      pagination: { has_more: false },
    });
  });

  test('neither repeats nor skips while calls arrive', async () => {
    const sandbox = await openButter({ calls: 60 });
    const before = sandbox.calls.map(({ call_sid }) => call_sid);
    const { sids } = await walk(sandbox, 7, () => sandbox.arrive());
    expect(sids).toEqual(before);
  });

  test('repeats rows while calls arrive when its cursors are offsets', async () => {
    const sandbox = await openButter({ calls: 60, offsetCursors: true });
    const { sids } = await walk(sandbox, 7, () => sandbox.arrive());
    expect(new Set(sids).size).toBeLessThan(sids.length);
  });

  test('refuses an unknown cursor', async () => {
    const answer = await ask(await openButter(), '/api/calls?cursor=rubbish');
    expect(answer).toMatchObject({ status: 400, body: { detail: 'Invalid cursor' } });
  });

  test('is not entirely in order of time, and some calls share a timestamp', async () => {
    const { calls } = await openButter();
    const times = calls.map(({ created_at }) => Date.parse(created_at ?? ''));
    expect(times.some((time, index) => time > (times[index - 1] ?? Infinity))).toBe(true);
    expect(new Set(times).size).toBeLessThan(times.length);
  });

  test('can be empty', async () => {
    const sandbox = await openButter({ calls: 0 });
    expect(await askPage(sandbox, '')).toMatchObject({ data: [], pagination: { has_more: false } });
  });
});

describe('rows and details', () => {
  test('a row has the summary fields only', async () => {
    const { data } = await askPage(await openButter(), 'limit=100');
    const allowed = `call_sid to_number from_number agent_id agent_name client_id call_type status
      recording_enabled total_cost duration_seconds turn_count created_at updated_at start_time end_time
      end_reason billing_status`;
    const keys = new Set(data.flatMap(Object.keys));
    expect([...keys].toSorted()).toEqual(allowed.split(/\s+/).toSorted());
  });

  test('a detail has no updated_at, billing_status or end_reason of its own', async () => {
    const sandbox = await openButter();
    const [finished] = sandbox.calls.filter(({ status }) => status === 'completed');
    const data = await askDetail(sandbox, finished?.call_sid ?? '');
    expect(data).toHaveProperty('summary.end_reason');
    for (const key of ['updated_at', 'billing_status', 'end_reason']) expect(data).not.toHaveProperty(key);
  });

  test('the documented call is last in the list, with its agent', async () => {
    const sandbox = await openButter();
    expect(sandbox.calls.at(-1)?.call_sid).toBe('call_abc123def456');
    const data = await askDetail(sandbox, 'call_abc123def456');
    expect(data).toMatchObject({ total_cost: 12.35, turn_count: 7, start_time: '2026-03-09T10:00:05Z' });
    expect(Object.keys(data)).toHaveLength(25);
    expect((await ask(sandbox, '/api/agents/agent_xyz789')).body).toMatchObject({
      success: true,
      data: { agent_id: 'agent_xyz789', agent_name: 'Sales Rep' },
    });
  });

  test('the documented call has the position of its time', async () => {
    const sandbox = await openButter({ now: () => new Date('2026-03-10T00:00:00Z') });
    const place = sandbox.calls.findIndex(({ call_sid }) => call_sid === 'call_abc123def456');
    expect(place).toBeGreaterThan(5);
    expect(place).toBeLessThan(100);
  });

  test('an unknown call and a deleted agent are not found', async () => {
    const sandbox = await openButter();
    expect((await ask(sandbox, '/api/calls/call_none')).status).toBe(404);
    const orphan = sandbox.calls.find(({ agent_id }) => agent_id === 'agent_gone404');
    expect((await ask(sandbox, `/api/agents/${orphan?.agent_id}`)).status).toBe(404);
  });

  test('a call that is not answered yet has no start, cost or turns', async () => {
    const sandbox = await openButter();
    const data = await askDetail(sandbox, sandbox.calls[0]?.call_sid ?? '');
    expect(data['status']).toBe('ringing');
    for (const key of ['start_time', 'total_cost', 'turns']) expect(data).not.toHaveProperty(key);
  });
});

describe('the oddities of one page of fifty', () => {
  const page = async () => (await openButter()).calls.slice(0, 50);

  test('statuses in all their spellings', async () => {
    const statuses = new Set((await page()).map(({ status }) => status));
    const spellings = [
      'in-progress',
      'in_progress',
      'calling',
      'no-answer',
      'no_answer',
      'Completed',
      'COMPLETED',
    ];
    expect([...statuses]).toEqual(expect.arrayContaining([...spellings, 'busy', 'voicemail_detected']));
  });

  test('directions of every kind', async () => {
    const types = new Set((await page()).map(({ call_type }) => call_type));
    const kinds = ['inbound', 'outbound', 'preview', 'callback', null, undefined];
    expect([...types]).toEqual(expect.arrayContaining(kinds));
  });

  test('timestamps with Z, with an offset, naive, and with up to six digits', async () => {
    const times = (await page()).map(({ created_at }) => created_at);
    for (const form of [/:\d\dZ$|\.\d{3}Z$/, /\.\d{6}\+02:00$/, /:\d\d-05:00$/, /\.\d{6}$/, /:\d\d$/])
      expect(times).toContainEqual(expect.stringMatching(form));
  });

  test('totals that are the sum of their lines and totals that are not', async () => {
    const gaps = (await page()).flatMap(({ total_cost, cost_breakdown }) => {
      const lines = Object.values(cost_breakdown ?? {}).map(line => line?.cost_credits);
      const sum = lines.reduce<number>((total, cost) => total + (cost ?? Number.NaN), 0);
      return lines.length === 5 ? [Math.round(((total_cost ?? 0) - sum) * 100)] : [];
    });
    expect(gaps).toEqual(expect.arrayContaining([0, 135, -40]));
  });

  test('recordings in a bucket, on the web, empty and absent', async () => {
    const urls = (await page()).map(({ recording_url }) => recording_url?.replace(/:.*/, ''));
    expect(urls).toEqual(expect.arrayContaining(['s3', 'https', '', undefined]));
  });

  test('events without a text, of unknown types, and speakers nobody documented', async () => {
    const calls = await page();
    const events = calls.flatMap(({ turns }) => turns ?? []).flatMap(({ events }) => events ?? []);
    expect(events).toContainEqual(expect.not.objectContaining({ text: expect.anything() }));
    const types = new Set(events.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(['assistant_response', 'tool_call', 'user_message', 'vad_probe']);
    const speakers = new Set(
      calls.flatMap(({ transcript }) => transcript ?? []).map(({ speaker }) => speaker),
    );
    expect([...speakers].toSorted()).toEqual(['assistant', 'supervisor', 'user']);
  });

  test('figures that disagree: turn counts, durations and errors', async () => {
    const calls = await page();
    expect(calls.some(({ turns, turn_count }) => turns?.length && turns.length !== turn_count)).toBe(true);
    expect(calls.some(({ errors }) => errors?.error_count === 2)).toBe(true);
    expect(calls.some(({ duration_seconds, summary }) => summary && duration_seconds === null)).toBe(true);
  });

  test('only telephone numbers that belong to nobody', async () => {
    const { calls } = await openButter();
    const numbers = calls.slice(0, -1).flatMap(call => [call.to_number, call.from_number ?? '']);
    for (const number of numbers) expect(number).toMatch(/^$|^\+1\d{3}55501\d\d$/);
  });
});

describe('change over time', () => {
  test('the same seed and time give the same calls, and another seed gives others', async () => {
    const [one, same, other] = [await openButter(), await openButter(), await openButter({ seed: 2 })];
    expect(same.calls).toEqual(one.calls);
    expect(other.calls[0]).not.toEqual(one.calls[0]);
  });

  test('a call is added at the head of the list, changes, and is removed', async () => {
    const sandbox = await openButter();
    const { call_sid } = sandbox.arrive({ to_number: '+12125550142' });
    const [head] = (await askPage(sandbox, 'limit=1')).data;
    expect(head).toMatchObject({ call_sid, status: 'queued', created_at: '2026-06-01T12:00:00.000Z' });
    sandbox.change(call_sid, { status: 'busy', from_number: undefined });
    const data = await askDetail(sandbox, call_sid);
    expect(data).toMatchObject({ status: 'busy', to_number: '+12125550142' });
    expect(data).not.toHaveProperty('from_number');
    sandbox.remove(call_sid);
    expect((await ask(sandbox, `/api/calls/${call_sid}`)).status).toBe(404);
    expect(() => sandbox.remove(call_sid)).toThrow(`The sandbox has no call ${call_sid}`);
  });
});
