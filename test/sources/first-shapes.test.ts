import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { normalizeCall } from '../../src/sources/burki/normalize-call.ts';
import { normalizeTranscript } from '../../src/sources/burki/normalize-conversation.ts';
import { normalizeDetail } from '../../src/sources/butter/normalize-detail.ts';
import { makeFirstShapes } from '../../src/sources/first-shapes.ts';

setFlagsFromString('--allow-natives-syntax');
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const haveOneShape: (a: unknown, b: unknown) => boolean = new Function(
  'a',
  'b',
  'return %HaveSameMap(a, b)',
) as never;

const wire = (fields: object) => ({ fields: { ...fields }, drift: () => {} });

/** Everything that a source gives with a number in it. */
function withNumber(value: number) {
  const burki = normalizeCall(
    wire({ id: 1, call_sid: 'a', duration: value, total_cost: value, llm_cost: value }),
  );
  const butter = normalizeDetail(
    wire({
      call_sid: 'a',
      duration_seconds: value,
      total_cost: value,
      cost_breakdown: { tts: { cost_credits: value, units: value } },
      usage: { stt: { total_duration_seconds: value } },
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
    'its cost lines': burki?.detail?.costLines.llm,
    'an entry of Burki': normalizeTranscript([{ segment_start: value, confidence: value }], () => {})[0],
    'a call of Butter': butter,
    'its detail': butter.detail,
    'what it used': butter.detail?.usage,
    'a cost line of Butter': butter.detail?.costLines.tts,
    'a turn': turn,
    'an event': turn?.events?.[0],
    'an entry of Butter': conversation?.transcript?.[0],
  };
}

makeFirstShapes();
// Because a shape that no object has is kept for some collections yet.
for (let times = 0; times < 10; times += 1) collectGarbage();
const [whole, fraction, later] = [withNumber(1), withNumber(1.5), withNumber(1)];

test.each(Object.keys(whole) as (keyof typeof whole)[])(
  '%s with a whole number has one shape with one with a fraction, so that none is ever made over',
  name => {
    expect(whole[name]).toBeInstanceOf(Object);
    expect(haveOneShape(whole[name], fraction[name])).toBe(true);
    expect(haveOneShape(whole[name], later[name])).toBe(true);
  },
);
