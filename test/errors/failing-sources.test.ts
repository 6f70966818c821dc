import { describe, expect, test } from 'vitest';
import { sourceNames } from '../../src/domain/source-name.ts';
import type { Fault } from '../../src/sandbox/index.ts';
import { impatient, openFrontDoor } from '../front-door.ts';

const page = '<!doctype html><title>Sign in</title>';
const status = (code: number, more: { retryAfter?: number; body?: string } = {}): Fault => ({
  kind: 'status',
  status: code,
  ...more,
});

/** Each fault, and what a client learns of it. */
const faults: readonly (readonly [name: string, fault: Fault, extensions: object])[] = [
  ['400', status(400), { code: 'UPSTREAM_ERROR', retryable: false }],
  ['401', status(401), { code: 'UPSTREAM_AUTH', retryable: false }],
  ['403', status(403), { code: 'UPSTREAM_AUTH', retryable: false }],
  ['404 of a proxy', status(404, { body: page }), { code: 'UPSTREAM_INVALID_RESPONSE', retryable: true }],
  ['429', status(429), { code: 'UPSTREAM_RATE_LIMITED', retryable: true }],
  [
    '429 with a time',
    status(429, { retryAfter: 7 }),
    { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfter: 7 },
  ],
  ['500', status(500), { code: 'UPSTREAM_ERROR', retryable: true }],
  ['503', status(503), { code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
  [
    '503 with a time',
    status(503, { retryAfter: 3 }),
    { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfter: 3 },
  ],
  ['a page', { kind: 'body', body: page }, { code: 'UPSTREAM_INVALID_RESPONSE', retryable: true }],
  ['half a JSON', { kind: 'body', body: '{"suc' }, { code: 'UPSTREAM_INVALID_RESPONSE', retryable: true }],
  ['null', { kind: 'body', body: 'null' }, { code: 'UPSTREAM_INVALID_RESPONSE', retryable: true }],
  ['a redirect', { kind: 'redirect' }, { code: 'UPSTREAM_ERROR', retryable: false }],
  ['silence', { kind: 'hang' }, { code: 'UPSTREAM_TIMEOUT', retryable: true }],
  ['a reset', { kind: 'reset' }, { code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
];

const query = `{
  butter: callBySid(sid: "call_abc123def456") { agentName }
  burki: callByDatabaseId(databaseId: 101) { agentName }
  callSources { source }
}`;
const callSources = sourceNames.map(source => ({ source }));

describe('a failing source makes only its own fields null:', () => {
  test.each(faults)('Butter by %s', async (_, fault, extensions) => {
    const { ask, butter } = await openFrontDoor({ gateway: fault.kind === 'hang' ? impatient : {} });
    butter.play({ fault });
    const { status, data, errors } = await ask(query);
    expect({ status, data }).toEqual({
      status: 200,
      data: { butter: null, burki: { agentName: 'ServiceBot' }, callSources },
    });
    expect(errors).toMatchObject([{ path: ['butter'] }]);
    expect(errors?.[0]?.extensions).toEqual({ source: 'BUTTER', ...extensions });
  });

  test.each(faults)('Burki by %s', async (_, fault, extensions) => {
    const { ask, burki } = await openFrontDoor({ gateway: fault.kind === 'hang' ? impatient : {} });
    burki.play({ fault });
    const { status, data, errors } = await ask(query);
    expect({ status, data }).toEqual({
      status: 200,
      data: { butter: { agentName: 'Sales Rep' }, burki: null, callSources },
    });
    expect(errors).toMatchObject([{ path: ['burki'] }]);
    expect(errors?.[0]?.extensions).toEqual({ source: 'BURKI', ...extensions });
  });
});

test('a response without success is an error', async () => {
  const { ask, butter } = await openFrontDoor();
  butter.play({ fault: { kind: 'body', body: '{"success":false,"data":{"call_sid":"call_abc123def456"}}' } });
  const { data, errors } = await ask('{ callBySid(sid: "call_abc123def456") { sid } }');
  expect(data).toEqual({ callBySid: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', source: 'BUTTER' });
});

test('a response about another call is an error', async () => {
  const { ask, burki } = await openFrontDoor();
  burki.play({ fault: { kind: 'rewrite', change: () => ({ id: 1001, call_sid: 'CA1001' }) } });
  const { data, errors } = await ask('{ callByDatabaseId(databaseId: 101) { sid } }');
  expect(data).toEqual({ callByDatabaseId: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', source: 'BURKI' });
});

test('a transcript that fails leaves the call and its recordings', async () => {
  const { ask, burki } = await openFrontDoor();
  burki.play({ route: 'transcript', fault: status(500) });
  const { data, errors } = await ask(
    '{ callByDatabaseId(databaseId: 101) { status transcript { text } turns { number } recordings { format } } }',
  );
  expect(data.callByDatabaseId).toEqual({
    status: 'COMPLETED',
    transcript: null,
    turns: null,
    recordings: [{ format: 'mp3' }],
  });
  expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
    'callByDatabaseId.transcript',
    'callByDatabaseId.turns',
  ]);
});

test('a detail that fails leaves the rows of the list, with an error at each field', async () => {
  const { ask, butter } = await openFrontDoor();
  butter.play({ route: 'call', fault: status(503) });
  const { data, errors } = await ask(
    '{ calls(first: 2, filter: { sources: BUTTER }) { edges { node { source traceId } } } }',
  );
  const row = { node: { source: 'BUTTER', traceId: null } };
  expect(data.calls.edges).toEqual([row, row]);
  expect(errors?.map(({ path }) => path?.join('.'))).toEqual([
    'calls.edges.0.node.traceId',
    'calls.edges.1.node.traceId',
  ]);
});

test('a source that is down does not affect the other one', async () => {
  const { ask, butter } = await openFrontDoor();
  await butter.close();
  const { status, data, errors } = await ask(query);
  expect({ status, data }).toEqual({
    status: 200,
    data: { butter: null, burki: { agentName: 'ServiceBot' }, callSources },
  });
  expect(errors?.[0]).toMatchObject({
    message: 'Butter cannot be reached.',
    path: ['butter'],
    extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER', retryable: true },
  });
});
