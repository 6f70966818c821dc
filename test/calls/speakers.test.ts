import { expect, test } from 'vitest';
import { itemOf, openFrontDoor } from '../front-door.ts';

test('bots, people and callers take turns on a call of Burki, whatever its metadata hints', async () => {
  const { ask, burki, cost } = await openFrontDoor({ burki: { calls: 1 } });
  burki.change(101, { call_meta: { outbound: true } });
  const speakers = ['bot', 'human', 'ai', 'caller'];
  burki.play({
    route: 'transcript',
    fault: {
      kind: 'rewrite',
      change: json => (json as object[]).map((segment, at) => ({ ...segment, speaker: speakers[at] })),
    },
  });
  const { data, errors } = await ask(
    '{ callByDatabaseId(databaseId: 101) { transcript { speaker rawSpeaker turnNumber } turns { number } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId).toEqual({
    transcript: [
      { speaker: 'AGENT', rawSpeaker: 'bot', turnNumber: 1 },
      { speaker: 'CUSTOMER', rawSpeaker: 'human', turnNumber: 2 },
      { speaker: 'AGENT', rawSpeaker: 'ai', turnNumber: 2 },
      { speaker: 'CUSTOMER', rawSpeaker: 'caller', turnNumber: 3 },
    ],
    turns: [{ number: 1 }, { number: 2 }, { number: 3 }],
  });
  expect(cost()).toEqual(['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/transcripts']);
  const { data: after } = await ask('{ callSources { source driftCount } }');
  expect(itemOf(after.callSources, 'BURKI').driftCount).toBe(4);
});
