import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFrontDoor, plainLimits } from '../front-door.ts';

interface Segment {
  readonly id: number | null;
  readonly speaker?: string | null;
  readonly content?: string;
  readonly is_final?: boolean | null;
  readonly segment_start?: number | null;
  readonly segment_end?: number | null;
}

/** Time enough on a busy machine, because a source that is late is no fault here. */
const patient = { limits: { ...plainLimits, attemptTimeoutMs: 9_000 }, deadlineMs: 9_500 };

/** A gateway before a Burki that says this, and nothing else, of what was said. */
async function openTranscript(segments?: readonly Segment[]) {
  const door = await openFrontDoor({ butter: { calls: 0 }, burki: { calls: 1 }, gateway: patient });
  const say = (rows: readonly Segment[]) => {
    const body = JSON.stringify(rows.map(row => ({ call_id: 101, content: 'hi', ...row })));
    return door.burki.play({ route: 'transcript', fault: { kind: 'body', body } });
  };
  if (segments) say(segments);
  return { ...door, say };
}

const asked = ['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/transcripts'];

describe('a repetition within one upstream response is returned once:', () => {
  test('a segment, compared by its id and not by its text', async () => {
    const { ask, cost } = await openTranscript([{ id: 1 }, { id: 1 }, { id: 2 }]);
    const { data, errors } = await ask('{ callByDatabaseId(databaseId: 101) { transcript { databaseId } } }');
    expect(errors).toBeUndefined();
    expect(data.callByDatabaseId.transcript).toEqual([{ databaseId: '1' }, { databaseId: '2' }]);
    expect(cost()).toEqual(asked);
  });

  test('segments without an id are all returned', async () => {
    const { ask } = await openTranscript([{ id: null }, { id: null }]);
    const { data } = await ask('{ callByDatabaseId(databaseId: 101) { transcript { databaseId } } }');
    expect(data.callByDatabaseId.transcript).toEqual([{ databaseId: null }, { databaseId: null }]);
  });

  test('a recording', async () => {
    const { ask, burki, cost } = await openTranscript();
    const body = JSON.stringify([3, 3, 4].map(id => ({ id, call_id: 101 })));
    burki.play({ route: 'recording', fault: { kind: 'body', body } });
    const { data } = await ask('{ callByDatabaseId(databaseId: 101) { recordings { databaseId } } }');
    expect(data.callByDatabaseId.recordings).toEqual([{ databaseId: '3' }, { databaseId: '4' }]);
    expect(cost()).toEqual(['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/recordings']);
  });

  test('any segments in any order, each at its first position', async () => {
    const { ask, say } = await openTranscript();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), async ids => {
        const stop = say(ids.map(id => ({ id })));
        const { data } = await ask('{ callByDatabaseId(databaseId: 101) { transcript { databaseId } } }');
        stop();
        const given = data.callByDatabaseId.transcript.map(
          ({ databaseId }: { databaseId: string }) => databaseId,
        );
        expect(given).toEqual([...new Set(ids)].map(String));
      }),
      { numRuns: 25 },
    );
  });
});

const turns = '{ callByDatabaseId(databaseId: 101) { turns { startOffset endOffset duration } } }';

const spoken = (id: number, segment_start: number | null, segment_end: number | null): Segment => ({
  id,
  speaker: 'assistant',
  segment_start,
  segment_end,
});

describe('a derived turn', () => {
  test.each<[string, Segment[], object]>([
    [
      'ends where the last of its segments ends, which need not be the last to begin',
      [spoken(1, 0, 10), spoken(2, 3, 5)],
      { startOffset: 0, endOffset: 10, duration: 10 },
    ],
    [
      'begins where the first of its segments begins, whichever is sent first',
      [spoken(1, 4, 5), spoken(2, null, null), spoken(3, 1.5, 3)],
      { startOffset: 1.5, endOffset: 5, duration: 3.5 },
    ],
    [
      'is as long as the segments tell whose times are known',
      [spoken(1, null, 9), spoken(2, 2, null), spoken(3, null, null)],
      { startOffset: 2, endOffset: 9, duration: 7 },
    ],
    ['never ends before it begins', [spoken(1, 5, 3)], { startOffset: 5, endOffset: 5, duration: 0 }],
  ])('%s', async (_, segments, turn) => {
    const { ask, cost } = await openTranscript(segments);
    const { data, errors } = await ask(turns);
    expect(errors).toBeUndefined();
    expect(data.callByDatabaseId.turns).toEqual([turn]);
    expect(cost()).toEqual(asked);
  });
});

describe('a transcript', () => {
  const conversation =
    '{ callByDatabaseId(databaseId: 101) { transcript { databaseId turnNumber } turns { number startOffset } } }';
  const said = (id: number, speaker: string, segment_start: number | null): Segment => ({
    id,
    speaker,
    segment_start,
  });

  test('is in the order of its starts, and so are the turns, although Burki lists a question after its answer', async () => {
    const { ask, cost } = await openTranscript([
      said(1, 'assistant', 5),
      said(2, 'user', 1),
      said(3, 'assistant', 0),
    ]);
    const { data, errors } = await ask(conversation);
    expect(errors).toBeUndefined();
    expect(data.callByDatabaseId).toEqual({
      transcript: [
        { databaseId: '3', turnNumber: 1 },
        { databaseId: '2', turnNumber: 2 },
        { databaseId: '1', turnNumber: 2 },
      ],
      turns: [
        { number: 1, startOffset: 0 },
        { number: 2, startOffset: 1 },
      ],
    });
    expect(cost()).toEqual(asked);
  });

  test('is in the order of Burki if one segment has no start', async () => {
    const { ask } = await openTranscript([
      said(1, 'assistant', 5),
      said(2, 'user', 1),
      said(3, 'assistant', null),
    ]);
    const { data } = await ask(conversation);
    expect(data.callByDatabaseId.transcript).toEqual([
      { databaseId: '1', turnNumber: 1 },
      { databaseId: '2', turnNumber: 2 },
      { databaseId: '3', turnNumber: 2 },
    ]);
  });

  test('of Butter is in the order of Butter, which numbers its turns itself', async () => {
    const { ask, butter } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 0 } });
    butter.change('call_abc123def456', {
      transcript: [
        { turn: 1, speaker: 'assistant', text: 'b', relative_time: 5 },
        { turn: 1, speaker: 'user', text: 'a', relative_time: 1 },
      ],
    });
    const { data } = await ask('{ callBySid(sid: "call_abc123def456") { transcript { text turnNumber } } }');
    expect(data.callBySid.transcript).toEqual([
      { text: 'b', turnNumber: 1 },
      { text: 'a', turnNumber: 1 },
    ]);
  });

  test('with any starts keeps all segments, and those of equal starts in the order of the source', async () => {
    const { ask, say } = await openTranscript();
    const start = fc.integer({ min: 0, max: 5 });
    const speaker = fc.constantFrom('assistant', 'user', 'system');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(speaker, start), { maxLength: 20 }), async rows => {
        const segments = rows.map(([who, at], index) => said(index + 1, who, at));
        const stop = say(segments);
        const { data } = await ask(conversation);
        stop();
        const { transcript, turns: derived } = data.callByDatabaseId;
        const expected = [0, 1, 2, 3, 4, 5].flatMap(at => segments.filter(row => row.segment_start === at));
        const idOf = ({ databaseId }: { databaseId: string }) => Number(databaseId);
        expect(transcript.map(idOf)).toEqual(expected.map(({ id }) => id));
        const starts = derived.map(({ startOffset }: { startOffset: number }) => startOffset);
        expect(starts).toEqual(starts.toSorted((a: number, b: number) => a - b));
      }),
      { numRuns: 25 },
    );
  });
});

describe('an interim segment', () => {
  const conversation =
    '{ callByDatabaseId(databaseId: 101) { transcript { databaseId isFinal turnNumber } turns { number endOffset } } }';
  const live = { status: 'in-progress', ended_at: null, duration: null };
  const row = (
    id: number,
    is_final: boolean | null,
    start: number | null,
    end: number | null,
    speaker = 'user',
  ) => ({
    id,
    speaker,
    is_final,
    segment_start: start,
    segment_end: end,
  });
  const given = (id: number, isFinal: boolean | null, turnNumber: number | null) => ({
    databaseId: String(id),
    isFinal,
    turnNumber,
  });

  test('starts no turn, and belongs to none', async () => {
    const { ask, burki, cost } = await openTranscript([
      row(1, true, 0, 2, 'assistant'),
      row(2, false, 3, 9, 'user'),
    ]);
    burki.change(101, live);
    const { data, errors } = await ask(conversation);
    expect(errors).toBeUndefined();
    expect(data.callByDatabaseId).toEqual({
      transcript: [given(1, true, 1), given(2, false, null)],
      turns: [{ number: 1, endOffset: 2 }],
    });
    expect(cost()).toEqual(asked);
  });

  test.each([
    ['is told by its status', { status: 'completed', ended_at: null }],
    ['is told by its end alone', { status: 'transferred' }],
  ])('is dropped once the call has ended, which %s', async (_, ended) => {
    const { ask, burki } = await openTranscript([
      row(1, true, 0, 2, 'assistant'),
      row(2, false, 3, 9),
      row(3, null, 4, 8),
    ]);
    burki.change(101, ended);
    const { data } = await ask(conversation);
    expect(data.callByDatabaseId.transcript).toEqual([given(1, true, 1), given(3, null, 2)]);
  });

  test('is dropped from a cached transcript, too, once the call has ended', async () => {
    const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
    const { ask, burki } = await openFrontDoor({
      burki: { calls: 1 },
      butter: { calls: 0 },
      gateway: { cache },
    });
    const body = JSON.stringify(
      [row(1, true, 0, 2), row(2, false, 3, 9)].map(each => ({ ...each, call_id: 101 })),
    );
    burki.play({ route: 'transcript', fault: { kind: 'body', body } });
    burki.change(101, live);
    expect((await ask(conversation)).data.callByDatabaseId.transcript).toHaveLength(2);
    burki.change(101, { status: 'completed', ended_at: '2026-03-09T10:05:00' });
    const { data } = await ask('{ calls { edges { node { status transcript { databaseId } } } } }');
    expect(data.calls.edges).toEqual([{ node: { status: 'COMPLETED', transcript: [{ databaseId: '1' }] } }]);
  });

  test.each([
    ['covers the same span', row(2, true, 3, 5), []],
    ['covers more', row(2, true, 2, 6), []],
    ['came before it', row(0, true, 3, 5), []],
    ['has the same id', row(1, true, null, null), []],
    ['covers its beginning only', row(2, true, 3, 4), [1]],
    ['covers its end only', row(2, true, 4, 6), [1]],
    ['is of another speaker', row(2, true, 0, 9, 'assistant'), [1]],
    ['has no times', row(2, true, null, null), [1]],
  ])('of a call that goes on, where a final one %s', async (_, final, left) => {
    const { ask, burki } = await openTranscript([row(1, false, 3, 5), final].toSorted((a, b) => a.id - b.id));
    burki.change(101, live);
    const { data } = await ask(conversation);
    const interim = data.callByDatabaseId.transcript.filter(({ isFinal }: { isFinal: boolean }) => !isFinal);
    expect(interim.map(({ databaseId }: { databaseId: string }) => Number(databaseId))).toEqual(left);
  });

  test('never changes the turns and the order of the final ones', async () => {
    const { ask, burki, say } = await openTranscript();
    const time = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 8 });
    const speaker = fc.constantFrom('assistant', 'user', 'system', null);
    const anyRow = fc.record({
      id: fc.integer({ min: 1, max: 30 }),
      speaker,
      is_final: fc.constantFrom(true, true, false, null),
      segment_start: time,
      segment_end: time,
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyRow, { maxLength: 12, selector: ({ id }) => id }), async rows => {
        const answers: unknown[] = [];
        for (const [segments, change] of [
          [rows, live],
          [rows, { status: 'completed' }],
          [rows.filter(({ is_final }) => is_final !== false), live],
        ] as const) {
          burki.change(101, change);
          const stop = say(segments);
          const { transcript, turns: derived } = (await ask(conversation)).data.callByDatabaseId;
          stop();
          const finals = transcript.filter(({ isFinal }: { isFinal: boolean | null }) => isFinal !== false);
          answers.push({ finals, derived });
          if (change !== live) expect(finals).toEqual(transcript);
        }
        expect(answers[1]).toEqual(answers[0]);
        expect(answers[2]).toEqual(answers[0]);
      }),
      { numRuns: 25 },
    );
  });
});
