import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordedRequest } from '../../src/sandbox/request-recorder.ts';
import { openFrontDoor } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-05-05T12:00:00Z');

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: start }));
afterEach(() => void vi.useRealTimers());

const naive = (age: number) => new Date(start - age).toISOString().slice(0, 19);
const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
const is =
  (end: string) =>
  ({ url }: RecordedRequest) =>
    url.endsWith(end);

/** A gateway that remembers, and a call of Burki that ended 20 minutes ago with all its figures. */
async function openWithCall(change: object = {}) {
  const door = await openFrontDoor({ gateway: { cache } });
  const figures = { total_cost: 0.05, llm_cost: 0.02, tts_cost: 0.01, stt_cost: 0.01, telephony_cost: 0.01 };
  const times = { started_at: naive(25 * minute), ended_at: naive(20 * minute), duration: 300 };
  const { id } = door.burki.arrive({ status: 'completed', ...figures, ...times, ...change });
  const ask = async (fields: string) =>
    (await door.ask(`{ callByDatabaseId(databaseId: ${id}) { ${fields} } }`)).data.callByDatabaseId;
  return { ...door, id, askCall: ask };
}

describe('a call is not settled before it is complete:', () => {
  test('a call that began six hours ago and has no end is fetched again after a minute', async () => {
    const unended = { started_at: naive(6 * hour), ended_at: null, duration: null, total_cost: 0.02 };
    const { askCall, burki, id } = await openWithCall(unended);
    expect(await askCall('duration cost { total }')).toEqual({ duration: null, cost: { total: '0.02' } });
    burki.change(id, { ended_at: naive(minute), duration: 21_540, total_cost: 0.41 });
    later(61_000);
    expect(await askCall('duration cost { total }')).toEqual({ duration: 21_540, cost: { total: '0.41' } });
  });

  test('a call without a cost line is fetched each minute, then each hour, and after a day no more', async () => {
    const { askCall, cost } = await openWithCall({ telephony_cost: null });
    const requests: number[] = [];
    for (const wait of [0, 59_000, 2_000, 40 * minute, 59 * minute, 2 * minute, 24 * hour, 23 * hour]) {
      later(wait);
      await askCall('cost { unattributed }');
      requests.push(cost().length);
    }
    expect(requests).toEqual([1, 0, 1, 1, 0, 1, 1, 0]);
  });

  test('a call with all its figures is fetched once in a day', async () => {
    const { askCall, cost } = await openWithCall();
    await askCall('cost { unattributed }');
    later(23 * hour);
    await askCall('cost { unattributed }');
    expect(cost()).toHaveLength(1);
  });

  test('a recording in processing is fetched again after a minute', async () => {
    const { askCall, burki, cost } = await openWithCall();
    const recorded = (recording: object) =>
      burki.play({ matches: is('/recordings'), fault: { kind: 'rewrite', change: () => [recording] } });
    const stop = recorded({ id: 1, status: 'processing', recording_url: null });
    expect(await askCall('recordings { status url }')).toEqual({
      recordings: [{ status: 'processing', url: null }],
    });
    stop();
    recorded({ id: 1, status: 'completed', recording_url: 'https://cdn.example.com/1.mp3' });
    later(61_000);
    cost();
    expect(await askCall('recordings { status url }')).toEqual({
      recordings: [{ status: 'completed', url: 'https://cdn.example.com/1.mp3' }],
    });
    later(23 * hour);
    cost();
    await askCall('recordings { status url }');
    expect(cost()).toEqual([]);
  });

  test('an empty transcript of a completed call is fetched again after a minute', async () => {
    const { askCall, burki, id, cost } = await openWithCall();
    expect(await askCall('transcript { text }')).toEqual({ transcript: [] });
    const said = [{ id: 1, call_id: id, content: 'Hello', speaker: 'user', is_final: true }];
    burki.play({ matches: is('/transcripts'), fault: { kind: 'rewrite', change: () => said } });
    later(61_000);
    expect(await askCall('transcript { text }')).toEqual({ transcript: [{ text: 'Hello' }] });
    later(23 * hour);
    cost();
    await askCall('transcript { text }');
    expect(cost()).toEqual([]);
  });
});

describe('a call of Butter', () => {
  const iso = (age: number) => `${naive(age)}Z`;
  const line = { cost_credits: 1, units: 1 };
  const breakdown = { llm_input: line, llm_output: line, tts: line, stt: line, telephony: line };
  const said = [{ turn: 1, speaker: 'user', text: 'Hello', relative_time: 0, timestamp: null }];
  const finished = {
    status: 'completed',
    start_time: iso(25 * minute),
    end_time: iso(20 * minute),
    duration_seconds: 300,
    total_cost: 5,
    cost_breakdown: breakdown,
    transcript: said,
    recording_enabled: true,
    recording_url: 's3://bucket/a.wav',
  };

  /** How many requests the same question takes at once, after a minute and after 23 hours. */
  async function costOf(change: object): Promise<number> {
    const { ask, butter, cost } = await openFrontDoor({ gateway: { cache } });
    const { call_sid: sid } = butter.arrive({ ...finished, ...change });
    for (const wait of [0, 61_000, 61_000]) {
      later(wait);
      await ask(`{ callBySid(sid: "${sid}") { transcript { text } recordings { uri } cost { total } } }`);
    }
    return cost().length;
  }

  test('that is complete is fetched once', async () => {
    expect(await costOf({})).toBe(1);
  });

  test.each([
    ['a total', { total_cost: null }],
    ['a line', { cost_breakdown: { ...breakdown, telephony: undefined } }],
    ['the recording that was to be made', { recording_url: null }],
    ['a conversation', { transcript: [] }],
    ['an end', { end_time: null, duration_seconds: null }],
  ])('that lacks %s is fetched each minute', async (_, change) => {
    expect(await costOf(change)).toBe(3);
  });

  test('whose recording has an address that may be signed is fetched each minute', async () => {
    expect(await costOf({ recording_url: 'https://recordings.example.com/a.wav?expires=600' })).toBe(3);
  });
});

test('recordings of Burki with an address that may be signed are fetched each minute', async () => {
  const { askCall, burki, cost } = await openWithCall();
  const signed = [{ id: 1, status: 'completed', recording_url: 'https://cdn.example.com/1.mp3?sig=abc' }];
  burki.play({ matches: is('/recordings'), fault: { kind: 'rewrite', change: () => signed } });
  for (const wait of [0, 59_000, 2_000]) {
    later(wait);
    await askCall('recordings { url }');
  }
  expect(cost().filter(asked => asked.endsWith('/recordings'))).toHaveLength(2);
});
