import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

interface Segment {
  readonly id: number | null;
  readonly speaker?: string | null;
  readonly content?: string;
  readonly is_final?: boolean | null;
  readonly segment_start?: number | null;
  readonly segment_end?: number | null;
}

/** A gateway before a Burki that says this, and nothing else, of what was said. */
async function openTranscript(segments?: readonly Segment[]) {
  const door = await openFrontDoor({ butter: { calls: 0 }, burki: { calls: 1 } });
  const say = (rows: readonly Segment[]) => {
    const body = JSON.stringify(rows.map(row => ({ call_id: 101, content: 'hi', ...row })));
    return door.burki.play({ route: 'transcript', fault: { kind: 'body', body } });
  };
  if (segments) say(segments);
  return { ...door, say };
}

const asked = ['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/transcripts'];

describe('what a source repeats within one answer is given once:', () => {
  test('a segment, by its id and not by its words', async () => {
    const { ask, cost } = await openTranscript([{ id: 1 }, { id: 1 }, { id: 2 }]);
    const { data, errors } = await ask('{ callByDatabaseId(databaseId: 101) { transcript { databaseId } } }');
    expect(errors).toBeUndefined();
    expect(data.callByDatabaseId.transcript).toEqual([{ databaseId: '1' }, { databaseId: '2' }]);
    expect(cost()).toEqual(asked);
  });

  test('segments that have no id are all given', async () => {
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

  test('any segments in any order, each at the place where it came first', async () => {
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
      { numRuns: 50 },
    );
  });
});
