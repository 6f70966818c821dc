import { expect, test } from 'vitest';
import { normalizeCall as normalizeBurkiCall } from '../../src/sources/burki/normalize-call.ts';
import type { BurkiCallWire } from '../../src/sources/burki/wire.ts';
import { normalizeRow } from '../../src/sources/butter/normalize-call.ts';
import { normalizeDetail } from '../../src/sources/butter/normalize-detail.ts';
import type { ButterCallWire } from '../../src/sources/butter/wire.ts';
import { reading } from './reading.ts';

const row = { call_sid: 'call_1', status: 'completed', call_type: 'inbound' };
const burki = { id: 1, call_sid: 'CA1', status: 'completed' };

test('a known word in any spelling is not drift', () => {
  const { wire, drifted } = reading<ButterCallWire>({ ...row, status: 'No-Answer', call_type: 'OUTBOUND' });
  normalizeRow(wire);
  expect(drifted).toEqual([]);
});

test('an unknown word is kept raw, and counted', () => {
  const { wire, drifted } = reading<ButterCallWire>({ ...row, status: 'parked', call_type: 'conference' });
  expect(normalizeRow(wire)).toMatchObject({
    status: 'UNKNOWN',
    rawStatus: 'parked',
    direction: 'UNKNOWN',
    rawDirection: 'conference',
  });
  expect(drifted).toEqual(['status', 'call_type']);
});

test('a word with blanks is understood, kept raw, and counted', () => {
  const { wire, drifted } = reading<ButterCallWire>({
    ...row,
    status: 'in progress',
    call_type: ' outbound ',
  });
  expect(normalizeRow(wire)).toMatchObject({
    status: 'IN_PROGRESS',
    rawStatus: 'in progress',
    direction: 'OUTBOUND',
    rawDirection: ' outbound ',
  });
  expect(drifted).toEqual(['status', 'call_type']);
});

test.each([
  ['inbound', 'CUSTOMER'],
  ['outbound', 'OTHER'],
  [undefined, 'CUSTOMER'],
  [7, 'CUSTOMER'],
])('on a call of Butter that is %s, the caller is %s', (call_type, speaker) => {
  const speakers = ['caller', 'bot', 'ai', 'human', 'user', 'assistant'];
  const transcript = speakers.map(each => ({ speaker: each }));
  const { wire, drifted } = reading<ButterCallWire>({ ...row, call_type, transcript });
  const entries = normalizeDetail(wire, 'call_1').detail?.conversation?.transcript;
  expect(entries?.map(entry => entry.speaker)).toEqual([
    speaker,
    'AGENT',
    'AGENT',
    'CUSTOMER',
    'CUSTOMER',
    'AGENT',
  ]);
  expect(entries?.map(entry => entry.rawSpeaker)).toEqual(speakers);
  expect(drifted.filter(field => field === 'transcript.speaker')).toHaveLength(4);
  expect(drifted.filter(field => field === 'call_type')).toHaveLength(call_type === 7 ? 1 : 0);
});

test('an unknown speaker is counted at its path', () => {
  const { wire, drifted } = reading<ButterCallWire>({
    ...row,
    transcript: [{ speaker: 'assistant' }, { speaker: 'supervisor' }],
  });
  normalizeDetail(wire, 'call_1');
  expect(drifted).toEqual(['transcript.speaker']);
});

test.each([
  ['Butter', (fields: object) => ({ ...row, ...fields }), normalizeButter],
  ['Burki', (fields: object) => ({ ...burki, ...fields }), normalizeBurki],
])('a field that the contract of %s does not name is tolerated, and counted', (_, call, normalize) => {
  expect(normalize(call({ sentiment: 'glad', mood: null }))).toEqual(['sentiment', 'mood']);
  expect(normalize(call({}))).toEqual([]);
});

test('the count of unknown fields of a row does not depend on the rows before it', () => {
  const rows = [
    burki,
    { ...burki, duration: 1 },
    { sentiment: 'glad', ...burki },
    { id: 1, mood: null, call_sid: 'CA1', status: 'completed' },
    { ...burki, duration: 1, sentiment: 'glad' },
    { status: 'completed', call_sid: 'CA1', id: 1 },
    { id: 1, sentiment: 'glad', call_sid: 'CA1' },
  ];
  expect(rows.map(normalizeBurki)).toEqual([
    [],
    [],
    ['sentiment'],
    ['mood'],
    ['sentiment'],
    [],
    ['sentiment'],
  ]);
});

test('a hundred of a thousand unknown fields are counted', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => [`field${'_'.repeat(at)}`, at]);
  expect(normalizeBurki({ ...burki, ...Object.fromEntries(many) })).toHaveLength(100);
});

function normalizeButter(fields: object): readonly string[] {
  const { wire, drifted } = reading<ButterCallWire>(fields);
  normalizeRow(wire);
  return drifted;
}

function normalizeBurki(fields: object): readonly string[] {
  const { wire, drifted } = reading<BurkiCallWire>(fields);
  normalizeBurkiCall(wire);
  return drifted;
}
