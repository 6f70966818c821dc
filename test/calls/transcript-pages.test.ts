import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

interface Entry {
  readonly index: number;
  readonly text: string;
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}`);

/** Makes the call of either source say these lines; returns a function that ends it. */
const playLines = ({ butter, burki }: FrontDoor, source: 'BUTTER' | 'BURKI', lines: readonly string[]) => {
  const body = JSON.stringify(
    source === 'BUTTER'
      ? { success: true, data: { call_sid: 'call_a', transcript: lines.map(text => ({ text })) } }
      : lines.map((content, id) => ({ id, call_id: 101, content })),
  );
  return source === 'BUTTER'
    ? butter.play({ route: 'call', fault: { kind: 'body', body } })
    : burki.play({ route: 'transcript', fault: { kind: 'body', body } });
};

const lookups = {
  BUTTER: 'callBySid(sid: "call_a")',
  BURKI: 'callByDatabaseId(databaseId: 101)',
} as const;
const costs = {
  BUTTER: ['BUTTER /api/calls/call_a'],
  BURKI: ['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/transcripts'],
} as const;
const queryOf = (source: 'BUTTER' | 'BURKI'): string =>
  `query ($first: Int, $afterIndex: Int) {
    call: ${lookups[source]} { transcript(first: $first, afterIndex: $afterIndex) { index text } }
  }`;

test.each(['BUTTER', 'BURKI'] as const)(
  'each transcript of %s is reached whole in pages of any size (property)',
  async source => {
    const door = await openFrontDoor({ butter: { calls: 0 }, burki: { calls: 1 } });
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 25 }), async (count, first) => {
        const lines = texts(count);
        const end = playLines(door, source, lines);
        const given: Entry[] = [];
        for (;;) {
          const afterIndex = given.at(-1)?.index ?? null;
          const { data, errors } = await door.ask(queryOf(source), { first, afterIndex });
          expect(errors).toBeUndefined();
          expect(door.cost()).toEqual(costs[source]);
          given.push(...data.call.transcript);
          if (data.call.transcript.length < first) break;
        }
        end();
        expect(given).toEqual(lines.map((text, index) => ({ index, text })));
      }),
      { numRuns: 20 },
    );
  },
);

test.each([
  ['the last index', 2, []],
  ['an index beyond the last', 2_147_483_647, []],
  ['the first index', 0, [1, 2]],
  ['null', null, [0, 1, 2]],
])('after %s the rest is given', async (_, afterIndex, indexes) => {
  const door = await openFrontDoor();
  playLines(door, 'BURKI', texts(3));
  const { data } = await door.ask(queryOf('BURKI'), { afterIndex });
  expect(data.call.transcript.map(({ index }: Entry) => index)).toEqual(indexes);
});

test('a negative index is refused at its field, without the request of the transcript', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(
    '{ callByDatabaseId(databaseId: 101) { status transcript(afterIndex: -1) { text } } }',
  );
  expect(data).toEqual({ callByDatabaseId: { status: 'COMPLETED', transcript: null } });
  expect(errors).toMatchObject([
    {
      message: '`afterIndex` takes at least 0.',
      path: ['callByDatabaseId', 'transcript'],
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    },
  ]);
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
});

test('an index counts the entries that are given: interim ones of an ended call are not', async () => {
  const { ask, burki } = await openFrontDoor();
  const rows = [
    { id: 1, content: 'a', is_final: false },
    { id: 2, content: 'b', is_final: true },
  ];
  burki.play({ route: 'transcript', fault: { kind: 'body', body: JSON.stringify(rows) } });
  const { data } = await ask('{ callByDatabaseId(databaseId: 101) { transcript { index text } } }');
  expect(data.callByDatabaseId.transcript).toEqual([{ index: 0, text: 'b' }]);
});

test('entries that would be too many for one answer are reached in parts', async () => {
  const door = await openFrontDoor();
  playLines(door, 'BURKI', texts(60_000));
  const entries = (from: number) => `n${from}: transcript(afterIndex: ${from}) { index }`;
  const both = (...parts: readonly string[]) => `{ ${lookups.BURKI} { ${parts.join(' ')} } }`;
  const { errors } = await door.ask(both(entries(0), entries(1)));
  expect(errors?.[0]).toMatchObject({
    message:
      'One answer may hold at most 100000 turns, events, pieces of transcript and recordings. Ask for fewer, or for a transcript in parts, with `first` and `afterIndex`.',
    extensions: { code: 'QUERY_TOO_EXPENSIVE' },
  });
  const { data } = await door.ask(both(entries(59_997)));
  expect(data.callByDatabaseId.n59997).toEqual([{ index: 59_998 }, { index: 59_999 }]);
});
