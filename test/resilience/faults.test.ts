import { expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/sandbox/index.ts';
import { itemOf, openFrontDoor, plainLimits } from '../front-door.ts';
import { addresses } from './addresses.ts';
import { asked, codesIn, isSiblingWhole } from './asked.ts';
import { anyType, type FaultRow, faultRows } from './fault-table.ts';

// Time and size are scaled down where the fault must end in an error.
const scaled = {
  ...plainLimits,
  attempts: 3,
  attemptTimeoutMs: 1_000,
  connectTimeoutMs: 100,
  retryBaseMs: 5,
  maxTranscriptBytes: plainLimits.maxBodyBytes,
};
const limitsOf = ({ code }: FaultRow) => {
  if (code === null) return { ...plainLimits, attemptTimeoutMs: 8_000 };
  return code === 'UPSTREAM_TIMEOUT' ? { ...scaled, attemptTimeoutMs: 150 } : scaled;
};

/** A gateway that meets a row's fault, with what it has cost. */
async function openStruck(row: FaultRow) {
  const { source, route } = asked[row.asks];
  const address = row.at && (await addresses[row.at]());
  onTestFinished(() => address?.close());
  const door = await openFrontDoor({
    butter: { calls: 1 },
    burki: { calls: 1 },
    ...(address && { urls: { [source]: address.url } }),
    gateway: { limits: limitsOf(row), deadlineMs: row.code === null ? 9_000 : 3_000 },
  });
  const sandbox = source === 'BUTTER' ? door.butter : door.burki;
  if (row.fault) sandbox.play({ route, fault: row.fault });
  return { ...door, struck: () => sandbox.requests.filter(request => request.route === route) };
}

const titled = faultRows.map(row => ({ ...row, row, title: asked[row.asks].title }));

test.each(titled.filter(({ leaves }) => !leaves))(
  '$title: when $name the answer is $code, after $requests',
  async ({ row, code, requests }) => {
    const question = asked[row.asks];
    const { ask, struck } = await openStruck(row);
    const answer = await ask(question.query);
    expect(answer.status).toBe(200);
    expect(codesIn(question, answer)).toEqual(code === null ? [] : [code]);
    for (const { path, extensions } of answer.errors ?? []) {
      expect(path?.[0]).toBe('struck');
      expect(extensions).toMatchObject({ source: question.source });
    }
    expect(isSiblingWhole(question, answer)).toBe(true);
    expect(struck()).toHaveLength(requests);
  },
);

test.each(titled.filter(({ leaves }) => leaves))(
  '$title: when $name the requests of a leaving client are cancelled at once',
  async ({ row, requests }) => {
    const { ask, struck } = await openStruck(row);
    const client = new AbortController();
    const answered = ask(asked[row.asks].query, {}, client.signal).catch(() => null);
    await expect.poll(struck).toMatchObject([{ disconnected: false }]);
    client.abort();
    await answered;
    await expect.poll(struck).toMatchObject([{ disconnected: true }]);
    expect(struck()).toHaveLength(requests);
  },
);

test('fields of the wrong type are null or UNKNOWN, each alone, and counted', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  butter.play({ fault: anyType });
  const { data, errors } = await ask(`{
    callBySid(sid: "call_abc123def456") {
      sid status direction transport startedAt endedAt createdAt duration agentName customerNumber turnCount
      cost { total llm { amount } unattributed } usage { llm { totalTokens } } errors { count } recordingEnabled
      turns { number } transcript { text } recordings { uri } agentConfig traceId organizationId agent { agentId }
    }
    callSources { source driftCount }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callBySid).toMatchObject({
    sid: 'call_abc123def456',
    status: 'UNKNOWN',
    startedAt: null,
    turns: null,
  });
  const after = await ask('{ callSources { source driftCount } }');
  expect(itemOf(after.data.callSources, 'BUTTER').driftCount).toBeGreaterThan(10);
});

test('numbers that JSON cannot hold are null, each alone', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const text =
    '{"success":true,"data":{"call_sid":"call_x","duration_seconds":1e999,"total_cost":-1e999,"turn_count":3000000000,"status":"completed"}}';
  butter.play({ fault: { kind: 'body', body: text } });
  const { data, errors } = await ask(
    '{ callBySid(sid: "call_x") { status duration turnCount cost { total } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.callBySid).toEqual({
    status: 'COMPLETED',
    duration: null,
    turnCount: null,
    cost: { total: null },
  });
});

test('metadata that nests too deep to be serialized is null, and the other fields are intact', async () => {
  const { ask, burki } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const nested = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  burki.play({
    fault: { kind: 'body', body: `{"id":101,"call_sid":"CA1","status":"completed","call_meta":${nested}}` },
  });
  const { data, errors } = await ask('{ callByDatabaseId(databaseId: 101) { status metadata } }');
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId).toEqual({ status: 'COMPLETED', metadata: null });
});

test('a response does not exceed its limit, however often its transcript is selected', async () => {
  const gateway = {
    limits: { ...plainLimits, attemptTimeoutMs: 8_000 },
    deadlineMs: 9_000,
  };
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 }, gateway });
  const transcript = Array(40_000).fill({ text: 'Yes.' });
  const body = JSON.stringify({ success: true, data: { call_sid: 'call_long', transcript } });
  butter.play({ fault: { kind: 'body', body } });
  const twice = await ask(
    '{ callBySid(sid: "call_long") { a: transcript { text } b: transcript { text } } }',
  );
  expect(twice.errors).toBeUndefined();
  const often = await ask(
    '{ callBySid(sid: "call_long") { status a: transcript { text } b: transcript { text } c: transcript { text } } }',
  );
  expect(often.errors?.map(({ extensions }) => extensions['code'])).toEqual(['QUERY_TOO_EXPENSIVE']);
});

test('50,000 lines of transcript are returned', async () => {
  const { ask, butter } = await openFrontDoor({
    butter: { calls: 1 },
    burki: { calls: 1 },
    gateway: {
      limits: { ...plainLimits, attemptTimeoutMs: 8_000 },
      deadlineMs: 9_000,
    },
  });
  const line = {
    turn: 1,
    speaker: 'user',
    text: 'Yes.',
    relative_time: 1,
    timestamp: '2026-03-09T10:00:00Z',
  };
  const transcript = Array.from({ length: 50_000 }, () => line);
  butter.play({
    fault: {
      kind: 'body',
      body: JSON.stringify({ success: true, data: { call_sid: 'call_long', transcript } }),
    },
  });
  const { data, errors } = await ask('{ callBySid(sid: "call_long") { transcript { speaker text at } } }');
  expect(errors).toBeUndefined();
  expect(data.callBySid.transcript).toHaveLength(50_000);
});

test('only an upstream response with a conversation may exceed 4 MB', async () => {
  const { ask, butter, burki } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const large = (body: string): Fault => ({ kind: 'body', body: body + ' '.repeat(4_000_000) });
  butter.play({
    route: 'call',
    fault: large('{"success":true,"data":{"call_sid":"call_x","status":"completed"}}'),
  });
  burki.play({ route: 'transcript', fault: large('[{"content":"Yes."}]') });
  burki.play({ route: 'recording', fault: large('[]') });
  burki.play({ route: 'agent', fault: large('{"id":7}') });
  const { data, errors } = await ask(`{
    callBySid(sid: "call_x") { status }
    callByDatabaseId(databaseId: 101) { transcript { text } recordings { uri } agent { language } }
  }`);
  expect(data).toEqual({
    callBySid: { status: 'COMPLETED' },
    callByDatabaseId: { transcript: [{ text: 'Yes.' }], recordings: null, agent: { language: null } },
  });
  const refused = { message: 'Burki sent more than the gateway accepts.' };
  expect(errors).toMatchObject([refused, refused]);
});

test('text that looks like JSON values stays text', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 } });
  const text = ',{["\\'.repeat(300_000);
  const body = JSON.stringify({ success: true, data: { call_sid: 'call_x', transcript: [{ text }] } });
  butter.play({ fault: { kind: 'body', body } });
  const { data, errors } = await ask('{ callBySid(sid: "call_x") { transcript { text } } }');
  expect(errors).toBeUndefined();
  expect(data.callBySid.transcript[0].text).toBe(text);
});
