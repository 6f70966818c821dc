import { beforeEach, describe, expect, test } from 'vitest';
import { normalizeAgent as normalizeBurkiAgent } from '../../src/sources/burki/normalize-agent.ts';
import { normalizeCall as normalizeBurkiCall } from '../../src/sources/burki/normalize-call.ts';
import { normalizeRecordings, normalizeTranscript } from '../../src/sources/burki/normalize-conversation.ts';
import { normalizeAgent as normalizeButterAgent } from '../../src/sources/butter/normalize-agent.ts';
import { normalizeRow } from '../../src/sources/butter/normalize-call.ts';
import { normalizeDetail } from '../../src/sources/butter/normalize-detail.ts';
import { reading } from './reading.ts';

const row = { call_sid: 'call_1', status: 'completed', call_type: 'inbound' };
const burki = { id: 1, call_sid: 'CA1', status: 'completed' };

test('a word we know in any spelling is no drift', () => {
  const { wire, drifted } = reading({ ...row, status: 'No-Answer', call_type: 'OUTBOUND' });
  normalizeRow(wire, null);
  expect(drifted).toEqual([]);
});

test('a word we do not know is kept raw, and counted', () => {
  const { wire, drifted } = reading({ ...row, status: 'parked', call_type: 'conference' });
  expect(normalizeRow(wire, null)).toMatchObject({
    status: 'UNKNOWN',
    rawStatus: 'parked',
    direction: 'UNKNOWN',
    rawDirection: 'conference',
  });
  expect(drifted).toEqual(['status', 'call_type']);
});

test('a speaker we do not know is counted where it stands', () => {
  const { wire, drifted } = reading({
    ...row,
    transcript: [{ speaker: 'assistant' }, { speaker: 'supervisor' }],
  });
  normalizeDetail(wire, 'call_1', null);
  expect(drifted).toEqual(['transcript.speaker']);
});

test.each([
  ['Butter', (fields: object) => ({ ...row, ...fields }), normalizeButter],
  ['Burki', (fields: object) => ({ ...burki, ...fields }), normalizeBurki],
])('a field that the contract of %s does not name is tolerated, and counted', (_, call, normalize) => {
  expect(normalize(call({ sentiment: 'glad', mood: null }))).toEqual(['sentiment', 'mood']);
  expect(normalize(call({}))).toEqual([]);
});

test('what fields the rows before had makes no difference to what is counted of a row', () => {
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

test('of a thousand fields that no contract names, a hundred are counted', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => [`field${'_'.repeat(at)}`, at]);
  expect(normalizeBurki({ ...burki, ...Object.fromEntries(many) })).toHaveLength(100);
});

function normalizeButter(fields: object): readonly string[] {
  const { wire, drifted } = reading(fields);
  normalizeRow(wire, null);
  return drifted;
}

function normalizeBurki(fields: object): readonly string[] {
  const { wire, drifted } = reading(fields);
  normalizeBurkiCall(wire);
  return drifted;
}

describe('whatever is read of an object that has nothing but misfits is told by the name that it was read by:', () => {
  const { misfits, read, told, drift } = spyingMisfits();

  function expectToldWhatWasRead() {
    expect(told.size).toBeGreaterThan(7);
    expect([...told].sort()).toEqual([...read].sort());
  }

  beforeEach(() => {
    for (const names of [told, read]) names.clear();
  });

  test('a call of Butter', () => {
    const lines = ['llm_input', 'llm_output', 'tts', 'stt', 'telephony'];
    const line = (name: string) => [name, misfits(`cost_breakdown.${name}.`)];
    const fields = misfits('', {
      call_sid: 'call_1',
      cost_breakdown: misfits('cost_breakdown.', Object.fromEntries(lines.map(line))),
      usage: misfits('usage.', {
        llm: misfits('usage.llm.'),
        tts: misfits('usage.tts.'),
        stt: misfits('usage.stt.'),
      }),
      summary: misfits('summary.'),
      errors: misfits('errors.'),
      turns: [misfits('turns.', { events: [misfits('turns.events.')] })],
      transcript: [misfits('transcript.')],
    });
    normalizeDetail({ fields, drift }, 'call_1', null);
    expectToldWhatWasRead();
  });

  test('a call of Burki', () => {
    normalizeBurkiCall({ fields: misfits('', { id: 1, call_sid: 'CA1' }), drift });
    expectToldWhatWasRead();
  });

  test.each([
    ['transcript', normalizeTranscript],
    ['recordings', normalizeRecordings],
  ])('the %s of Burki', (_, normalize) => {
    normalize([misfits('')], drift);
    expectToldWhatWasRead();
  });

  test('an agent of Butter', () => {
    normalizeButterAgent({ fields: misfits(''), drift }, 'agent_1');
    expectToldWhatWasRead();
  });

  test('an agent of Burki', () => {
    const parts = [
      'llm_provider_config',
      'llm_settings',
      'tts_settings',
      'stt_settings',
      'recording_settings',
    ];
    const fields = misfits('', Object.fromEntries(parts.map(name => [name, misfits(`${name}.`)])));
    normalizeBurkiAgent({ fields, drift }, '1');
    expectToldWhatWasRead();
  });
});

/** Objects that have something under every name that is none of their own, though no reader can take it. */
function spyingMisfits() {
  const [read, told] = [new Set<string>(), new Set<string>()];
  const misfits = (path: string, fields: Readonly<Record<string, unknown>> = {}) =>
    new Proxy(fields, {
      get(_, name) {
        if (typeof name === 'symbol' || name in fields) return Reflect.get(fields, name);
        read.add(path + name);
        return Symbol(name);
      },
    });
  return { misfits, read, told, drift: (field: string) => void told.add(field) };
}
