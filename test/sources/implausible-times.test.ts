import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeAgent as normalizeAssistant } from '../../src/sources/burki/normalize-agent.ts';
import { normalizeCall } from '../../src/sources/burki/normalize-call.ts';
import { normalizeRecordings, normalizeTranscript } from '../../src/sources/burki/normalize-conversation.ts';
import { normalizeAgent } from '../../src/sources/butter/normalize-agent.ts';
import { normalizeRow } from '../../src/sources/butter/normalize-call.ts';
import { normalizeDetail } from '../../src/sources/butter/normalize-detail.ts';
import type { WireContext } from '../../src/upstream/wire-object.ts';
import { openFrontDoor } from '../front-door.ts';
import { readerOf, wireOf } from './reading.ts';

/** Reads the times of one object of an API by its normalizer. */
type Read = (fields: object, reader: WireContext) => unknown;

const butterRow: Read = (fields, reader) => normalizeRow(wireOf(fields, reader));
const butterCall: Read = (fields, reader) => normalizeDetail(wireOf(fields, reader), 'call_1');
const agent: Read = (fields, reader) => normalizeAgent(wireOf(fields, reader), 'a').profile;
const burkiCall: Read = (fields, reader) => normalizeCall(wireOf(fields, reader));
const segment: Read = (fields, reader) => normalizeTranscript([fields], reader)[0];
const recording: Read = (fields, reader) => normalizeRecordings([fields], reader)[0];
const assistant: Read = (fields, reader) => normalizeAssistant(wireOf(fields, reader), '1').profile;

/** Every time of both APIs: who has it, where it is on the wire, and where in the graph's model. */
const times: readonly (readonly [object: string, read: Read, wire: string, domain: string])[] = [
  ['a row of Butter', butterRow, 'start_time', 'startedAt'],
  ['a row of Butter', butterRow, 'end_time', 'endedAt'],
  ['a row of Butter', butterRow, 'created_at', 'createdAt'],
  ['a row of Butter', butterRow, 'updated_at', 'updatedAt'],
  ['a call of Butter', butterCall, 'start_time', 'startedAt'],
  ['an entry of Butter', entryOfButter, 'timestamp', 'at'],
  ['an agent of Butter', agent, 'created_at', 'createdAt'],
  ['an agent of Butter', agent, 'updated_at', 'updatedAt'],
  ['a call of Burki', burkiCall, 'started_at', 'startedAt'],
  ['a call of Burki', burkiCall, 'ended_at', 'endedAt'],
  ['a segment of Burki', segment, 'created_at', 'at'],
  ['a recording of Burki', recording, 'created_at', 'createdAt'],
  ['an assistant of Burki', assistant, 'created_at', 'createdAt'],
  ['an assistant of Burki', assistant, 'updated_at', 'updatedAt'],
];

function entryOfButter(fields: object, reader: WireContext): unknown {
  const call = { call_sid: 'call_1', transcript: [fields] };
  return normalizeDetail(wireOf(call, reader), 'call_1').detail?.conversation?.transcript?.[0];
}

const now = Date.parse('2026-03-09T10:00:00.500Z');
const day = 86_400_000;

/** One time of an object, read at a time of the clock. */
function readTime([, read, field, domain]: (typeof times)[number], value: unknown) {
  const { reader, drifted } = readerOf(now);
  const object = read({ id: 1, call_sid: 'call_1', [field]: value }, reader);
  return {
    time: (object as Readonly<Record<string, unknown>>)[domain],
    drifted: drifted.filter(name => name.endsWith(field)).length,
  };
}

test.each(times)('%s: $2 is null and drift where it is implausible', (...time) => {
  for (const implausible of [
    '0001-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '1999-12-31T23:59:59.999999Z',
    '2000-01-01T00:59:59+01:00',
    '2026-03-10T10:00:00.501Z',
    '2026-03-10T10:00:01',
    '2026-03-12T00:00:00+02:00',
    '9999-12-31T23:59:59Z',
  ])
    expect([implausible, readTime(time, implausible)]).toEqual([implausible, { time: null, drifted: 1 }]);
});

test.each(times)('%s: $2 is unchanged up to the bounds', (...time) => {
  for (const plausible of [
    '2000-01-01T00:00:00Z',
    '2026-03-09T10:00:00.123456Z',
    '2026-03-10T10:00:00Z',
    '2026-03-10T10:00:00.5Z',
    '2026-03-10T10:00:00.500000Z',
  ])
    expect(readTime(time, plausible)).toEqual({ time: plausible, drifted: 0 });
});

test('exactly the times between the year 2000 and a day ahead of the clock are returned', () => {
  const anyTime = fc.oneof(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.integer({ min: -2_000, max: 2_000 }).map(offset => new Date(now + day + offset)),
    fc.integer({ min: -2_000, max: 2_000 }).map(offset => new Date(Date.UTC(2000, 0, 1) + offset)),
  );
  fc.assert(
    fc.property(anyTime, fc.constantFrom(...times), (date, time) => {
      const isPlausible = date.getTime() >= Date.UTC(2000, 0, 1) && date.getTime() <= now + day;
      const text = date.toISOString();
      expect(readTime(time, text)).toEqual(
        isPlausible ? { time: text, drifted: 0 } : { time: null, drifted: 1 },
      );
    }),
  );
});

test('a call with an implausible time is listed and found with null and drift', async () => {
  const { ask, butter, burki, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const [one] = burki.calls;
  const [other] = butter.calls;
  const inThreeDays = new Date(Date.now() + 3 * day).toISOString();
  burki.change(one?.id ?? 0, { started_at: '1970-01-01T00:00:00', ended_at: inThreeDays });
  butter.change(other?.call_sid ?? '', { start_time: '0001-01-01T00:00:00Z', end_time: inThreeDays });
  const { data, errors } = await ask(
    `query ($id: ID!, $sid: String!) {
      burki: callByDatabaseId(databaseId: $id) { startedAt endedAt }
      butter: callBySid(sid: $sid) { startedAt endedAt }
      calls(first: 5) { edges { node { sid startedAt } } }
      callSources { driftCount }
    }`,
    { id: one?.id, sid: other?.call_sid },
  );
  expect(errors).toBeUndefined();
  expect(data.burki).toEqual({ startedAt: null, endedAt: null });
  expect(data.butter).toEqual({ startedAt: null, endedAt: null });
  const listed = data.calls.edges.map(({ node }: { node: { startedAt: unknown } }) => node.startedAt);
  expect(listed).toEqual([null, null]);
  expect(cost().sort()).toEqual([
    `BURKI /api/v1/calls/${one?.id}`,
    'BURKI /api/v1/calls/?skip=0&limit=15',
    `BUTTER /api/calls/${other?.call_sid}`,
    'BUTTER /api/calls?limit=6',
  ]);
  const { data: after } = await ask('{ callSources { driftCount } }');
  for (const { driftCount } of after.callSources) expect(driftCount).toBeGreaterThanOrEqual(4);
});
