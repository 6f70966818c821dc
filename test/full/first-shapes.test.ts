import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { withoutConversation } from '../../src/domain/call.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { normalizeAgent as normalizeBurkiAgent } from '../../src/sources/burki/normalize-agent.ts';
import { normalizeCall } from '../../src/sources/burki/normalize-call.ts';
import { normalizeRecordings, normalizeTranscript } from '../../src/sources/burki/normalize-conversation.ts';
import { normalizeAgent as normalizeButterAgent } from '../../src/sources/butter/normalize-agent.ts';
import { normalizeDetail } from '../../src/sources/butter/normalize-detail.ts';
import { connectSources } from '../../src/sources/registry.ts';
import { defaultLimits } from '../../src/upstream/limits.ts';
import { wireContextAt } from '../../src/upstream/wire-reader.ts';

// In a process of its own, because shapes are shared by all that runs in one.

setFlagsFromString('--allow-natives-syntax');
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const haveOneShape = new Function('a', 'b', 'return %HaveSameMap(a, b)');

const nothing = () => {};
const reader = wireContextAt(Date.parse('2026-03-09T10:00:00Z'), nothing);
const wire = (fields: object) => ({ fields: { ...fields }, ...reader });

/** What the sources give with a number in it. */
function withNumber(value: number): Readonly<Record<string, unknown>> {
  const burki = normalizeCall(
    wire({ id: 1, call_sid: 'a', duration: value, total_cost: value, llm_cost: value, cost_currency: 'USD' }),
  );
  const butter = normalizeDetail(
    wire({
      call_sid: 'a',
      duration_seconds: value,
      total_cost: value,
      cost_breakdown: { tts: { cost_credits: value, units: value } },
      usage: { stt: { total_duration_seconds: value } },
      summary: { avg_turn_duration: value },
      turns: [{ relative_start_time: value, duration_seconds: value, events: [{ relative_time: value }] }],
      transcript: [{ relative_time: value }],
    }),
    'a',
    null,
  );
  const conversation = butter.detail?.conversation;
  const turn = conversation?.turns?.[0];
  return {
    'a call of Burki': burki,
    'its cost': burki?.cost,
    'the same in money': burki?.cost?.money,
    'its cost lines': burki?.detail?.costLines.llm,
    'an entry of Burki': normalizeTranscript([{ segment_start: value, confidence: value }], reader)[0],
    'a recording of Burki': normalizeRecordings([{ duration: value }], reader)[0],
    'the settings of an agent of Burki': normalizeBurkiAgent(
      wire({ llm_settings: { temperature: value } }),
      '1',
    ).settings,
    'a call of Butter': butter,
    'its detail': butter.detail,
    'its detail without the conversation': withoutConversation(butter).detail,
    'it without the conversation': withoutConversation(butter),
    'what it used': butter.detail?.usage,
    'a cost line of Butter': butter.detail?.costLines.tts,
    'a turn': turn,
    'an event': turn?.events?.[0],
    'an entry of Butter': conversation?.transcript?.[0],
    'the settings of an agent of Butter': normalizeButterAgent(wire({ llm_temperature: value }), 'a')
      .settings,
  };
}

connectSources(
  {
    sources: { BUTTER: null, BURKI: null },
    limits: defaultLimits,
    proxy: withoutProxy,
    cache: null,
    redisUrl: null,
  },
  { onAttempt: nothing, onSourceEvent: nothing, onDrift: nothing, onRedis: nothing },
);
// Because a shape that no object has is kept for some collections yet.
for (let times = 0; times < 10; times += 1) collectGarbage();
const [whole, fraction, later] = [withNumber(1), withNumber(1.5), withNumber(1)];

test.each(Object.keys(whole))(
  '%s with a whole number has one shape with one with a fraction, so that none is ever made over',
  name => {
    expect(whole[name]).toBeInstanceOf(Object);
    expect(haveOneShape(whole[name], fraction[name])).toBe(true);
    expect(haveOneShape(whole[name], later[name])).toBe(true);
  },
);
