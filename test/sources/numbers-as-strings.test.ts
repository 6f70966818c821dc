import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeCall } from '../../src/sources/burki/normalize-call.ts';
import { normalizeRecordings, normalizeTranscript } from '../../src/sources/burki/normalize-conversation.ts';
import type { BurkiCallWire } from '../../src/sources/burki/wire.ts';
import { normalizeDetail } from '../../src/sources/butter/normalize-detail.ts';
import type { ButterCallWire } from '../../src/sources/butter/wire.ts';
import { openFrontDoor } from '../front-door.ts';
import { readerOf, reading } from './reading.ts';

/** JSON with each of its numbers as a string, but for those of open objects, which are nobody's to read. */
function withStrings(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(withStrings);
  if (typeof value !== 'object' || value === null) return value;
  const isOpen = (name: string) => name === 'agent_config' || name === 'metadata' || name === 'call_meta';
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isOpen(name) ? inner : withStrings(inner)]),
  );
}

const callOfButter = `{
  duration turnCount interruptions averageTurnDuration
  cost { total llm { amount units } llmInput { amount units } tts { amount units } unattributed }
  usage { llm { inputTokens outputTokens totalTokens } tts { characters } stt { audioSeconds } }
  errors { count }
  turns { number startOffset endOffset duration events { offset metadata } }
  transcript { turnNumber startOffset }
  agentConfig
}`;

const callOfBurki = `{
  databaseId duration agent { agentId }
  cost { total llm { amount } tts { amount } stt { amount } telephony { amount } unattributed }
  transcript { databaseId startOffset endOffset confidence turnNumber }
  recordings { databaseId duration }
  metadata
}`;

const query = `{
  butter: callBySid(sid: "call_abc123def456") ${callOfButter}
  burki: callByDatabaseId(databaseId: 101) ${callOfBurki}
  calls(first: 4) { edges { node { sid duration cost { total } } } coverage { state } }
  agent: callByDatabaseId(databaseId: 101) { agent { settings { llm { temperature } } } }
}`;

test('numbers that come as strings are the same numbers, at the same cost, and drift', async () => {
  const door = await openFrontDoor({ butter: { calls: 3 }, burki: { calls: 3 } });
  const plain = await door.ask(query);
  const cost = door.cost().sort();
  expect((await door.ask('{ callSources { driftCount } }')).data.callSources).toEqual([
    { driftCount: 0 },
    { driftCount: 0 },
  ]);
  for (const sandbox of [door.butter, door.burki])
    sandbox.play({ fault: { kind: 'rewrite', change: withStrings } });
  const { data, errors } = await door.ask(query);
  expect(errors).toBeUndefined();
  expect(data).toEqual(plain.data);
  expect(door.cost().sort()).toEqual(cost);
  const { data: after } = await door.ask('{ callSources { driftCount } }');
  for (const { driftCount } of after.callSources) expect(driftCount).toBeGreaterThan(10);
});

test.each(['9007199254740993', '101.0', '0101', '1e2', '-101', '0'])(
  'a call of Burki whose id is the string %s does not match any integer',
  async id => {
    const { ask, burki } = await openFrontDoor({ burki: { calls: 1 } });
    burki.play({ fault: { kind: 'rewrite', change: json => ({ ...Object(json), id }) } });
    const { data, errors } = await ask('{ callByDatabaseId(databaseId: 101) { status } }');
    expect(data.callByDatabaseId).toBeNull();
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_INVALID_RESPONSE');
  },
);

test.each(['transcript { text }', 'recordings { format }'])(
  'a %s of another call is refused when its integer comes as a string, too',
  async part => {
    const { ask, burki } = await openFrontDoor({ burki: { calls: 1 } });
    const rewrite = (call_id: string) =>
      burki.play({
        matches: ({ url }) => !url.endsWith('/101'),
        times: 1,
        fault: {
          kind: 'rewrite',
          change: json => (json as object[]).map(item => ({ ...item, call_id })),
        },
      });
    rewrite('101');
    const right = await ask(`{ callByDatabaseId(databaseId: 101) { ${part} } }`);
    expect(right.errors).toBeUndefined();
    for (const other of ['102', '9007199254740993', '101.00000000000000000001']) {
      rewrite(other);
      const { errors } = await ask(`{ callByDatabaseId(databaseId: 101) { ${part} } }`);
      expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_INVALID_RESPONSE');
    }
  },
);

/** One object of each kind with these numbers in its fields, and how it is read. */
const objectsWith = (decimal: number, whole: number, id: number) => [
  {
    read: readCall,
    fields: { id, call_sid: 'CA1', assistant_id: id, duration: decimal, total_cost: decimal },
  },
  { read: readDetail, fields: { duration_seconds: decimal, turn_count: whole, total_cost: decimal } },
  { read: readSegment, fields: { id, segment_start: decimal, confidence: decimal } },
  { read: readRecording, fields: { id, duration: decimal } },
];

test('any number of any field reads the same as a string, which is one drift each', () => {
  const anyDecimal = fc.double({ noNaN: true, noDefaultInfinity: true }).filter(each => !Object.is(each, -0));
  fc.assert(
    fc.property(anyDecimal, fc.integer(), fc.integer({ min: 1 }), (decimal, whole, id) => {
      for (const { read, fields } of objectsWith(decimal, whole, id)) {
        const [numbers, strings] = [read(fields), read(withStrings(fields) as object)];
        expect(strings.value).toEqual(numbers.value);
        expect(numbers.drifted).toEqual([]);
        const spelled = Object.keys(fields).filter(name => name !== 'call_sid');
        expect([...strings.drifted].sort()).toEqual(spelled.sort());
      }
    }),
  );
});

function readCall(fields: object) {
  const { wire, drifted } = reading<BurkiCallWire>(fields);
  return { value: normalizeCall(wire), drifted };
}

function readDetail(fields: object) {
  const { wire, drifted } = reading<ButterCallWire>(fields);
  return { value: normalizeDetail(wire, 'call_1'), drifted };
}

function readSegment(fields: object) {
  const { reader, drifted } = readerOf();
  return { value: normalizeTranscript([fields], reader), drifted };
}

function readRecording(fields: object) {
  const { reader, drifted } = readerOf();
  return { value: normalizeRecordings([fields], reader), drifted };
}
