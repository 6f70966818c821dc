import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

interface Entry {
  readonly index: number;
  readonly text: string | null;
  readonly startOffset: number | null;
  readonly turnNumber: number | null;
  readonly turn: Turn | null;
}

interface Event {
  readonly index: number;
  readonly text: string | null;
  readonly entry: Omit<Entry, 'turn'> | null;
}

interface Turn {
  readonly index: number;
  readonly number: number | null;
  readonly transcript: Omit<Entry, 'turn'>[] | null;
  readonly events: Event[] | null;
}

interface Conversation {
  readonly turns: Turn[];
  readonly transcript: Entry[];
}

const entryFields = 'index text startOffset turnNumber';
const turnFields = 'index number startOffset endOffset duration derived';
const ways = `
  turns {
    ${turnFields}
    transcript { ${entryFields} }
    events { index text entry { ${entryFields} } }
  }
  transcript { ${entryFields} turn { ${turnFields} } }`;

const lookups = {
  BUTTER: 'callBySid(sid: "call_a")',
  BURKI: 'callByDatabaseId(databaseId: 101)',
} as const;
const costs = {
  BUTTER: ['BUTTER /api/calls/call_a'],
  BURKI: ['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101/transcripts'],
} as const;

const openSmall = () => openFrontDoor({ butter: { calls: 0 }, burki: { calls: 1 } });

const sayButter = ({ butter }: FrontDoor, conversation: object) =>
  butter.play({
    route: 'call',
    fault: {
      kind: 'body',
      body: JSON.stringify({ success: true, data: { call_sid: 'call_a', ...conversation } }),
    },
  });

const sayBurki = ({ burki }: FrontDoor, segments: readonly object[]) =>
  burki.play({
    route: 'transcript',
    fault: {
      kind: 'body',
      body: JSON.stringify(segments.map((each, id) => ({ id, call_id: 101, ...each }))),
    },
  });

/** Asks for a conversation by all its ways; the upstream requests are those of its turns alone. */
async function askAll({ ask, cost }: FrontDoor, source: keyof typeof lookups): Promise<Conversation> {
  const { data, errors } = await ask(`{ call: ${lookups[source]} { ${ways} } }`);
  expect(errors).toBeUndefined();
  expect(cost()).toEqual(costs[source]);
  return data.call;
}

const without = <T extends object, K extends keyof T>(item: T, ...names: K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name as K))) as Omit<T, K>;

const indexesOf = (items: readonly { readonly index: number }[]): number[] => items.map(({ index }) => index);

/** Each part stands at its index, both ways lead to each other, and each leads to the very parts of the lists. */
function checkWays({ turns, transcript }: Conversation): void {
  expect(indexesOf(turns)).toEqual([...turns.keys()]);
  expect(indexesOf(transcript)).toEqual([...transcript.keys()]);
  for (const { turn } of transcript)
    if (turn) expect(turn).toEqual(without(turns[turn.index] as Turn, 'transcript', 'events'));
  for (const turn of turns) {
    const own = transcript.filter(entry => entry.turn?.index === turn.index);
    expect(turn.transcript ?? []).toEqual(own.map(entry => without(entry, 'turn')));
    checkEvents(turn);
  }
}

function checkEvents({ events, transcript }: Turn): void {
  expect(indexesOf(events ?? [])).toEqual([...(events ?? []).keys()]);
  const said = (events ?? []).filter(({ entry }) => entry !== null);
  expect(new Set(said.map(({ entry }) => entry?.index)).size).toBe(said.length);
  for (const { text, entry } of said) {
    expect(entry?.text).toBe(text);
    expect(transcript).toContainEqual(entry);
  }
}

const number = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 5 });
const text = fc.constantFrom('yes', 'no', null);
const offset = fc.option(fc.integer({ min: 0, max: 9 }), { freq: 5 });

test('the ways of any conversation of Butter lead to the same parts, and to no wrong turn, at one request (property)', async () => {
  const door = await openSmall();
  const event = fc.record({ type: fc.constant('said'), text, relative_time: offset });
  const turn = fc.record({
    turn_number: number,
    events: fc.option(fc.array(event, { maxLength: 5 }), { freq: 8 }),
  });
  const entry = fc.record({ turn: number, text, relative_time: offset });
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { maxLength: 5 }),
      fc.array(entry, { maxLength: 9 }),
      async (turns, transcript) => {
        const end = sayButter(door, { turns, transcript });
        const given = await askAll(door, 'BUTTER');
        end();
        checkWays(given);
        for (const said of given.transcript) {
          const named = turns.filter(
            ({ turn_number }) => turn_number !== null && turn_number === said.turnNumber,
          );
          expect(said.turn?.number).toBe(named.length === 1 ? said.turnNumber : undefined);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('the ways of any conversation of Burki lead to the same parts, at the requests of the transcript (property)', async () => {
  const door = await openSmall();
  const segment = fc.record({
    content: text,
    speaker: fc.constantFrom('assistant', 'user', 'system', null),
    is_final: fc.constantFrom(true, true, false, null),
    segment_start: offset,
    segment_end: offset,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 9 }), fc.boolean(), async (segments, isOngoing) => {
      door.burki.change(101, isOngoing ? { status: 'in-progress', ended_at: null } : { status: 'completed' });
      const end = sayBurki(door, segments);
      const given = await askAll(door, 'BURKI');
      end();
      checkWays(given);
      for (const { turn, turnNumber } of given.transcript) expect(turn?.number ?? null).toBe(turnNumber);
      for (const turn of given.turns) expect(turn.transcript).not.toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('each event with words in the sandbox has the entry at its offset', async () => {
  const { ask } = await openFrontDoor();
  const list = 'calls(first: 50, filter: { sources: BUTTER })';
  const { data, errors } = await ask(
    `{ ${list} { edges { node { turns { events { text offset entry { text startOffset } } } } } } }`,
  );
  expect(errors).toBeUndefined();
  const events = data.calls.edges
    .flatMap(({ node }: { node: { turns: Turn[] | null } }) => node.turns ?? [])
    .flatMap((turn: Turn) => turn.events ?? []);
  const spoken = events.filter((event: Event) => event.text !== null);
  expect(spoken.length).toBeGreaterThan(100);
  for (const { text, offset, entry } of spoken) expect(entry).toEqual({ text, startOffset: offset });
});

describe('a turn has', () => {
  const asked =
    '{ callBySid(sid: "call_a") { turns { number transcript { text } } transcript { text turn { number } } } }';
  const said = (turn: number | null, words: string) => ({ turn, text: words });

  test.each<[string, number[], ReturnType<typeof said>[] | null, (string[] | null)[]]>([
    ['an empty transcript if nothing was said in it', [1, 2], [said(1, 'a')], [['a'], []]],
    ['no transcript if the source gives none', [1], null, [null]],
    ['no transcript if it shares its number', [1, 1, 2], [said(1, 'a'), said(2, 'b')], [null, null, ['b']]],
    ['no transcript if no entry names its turn', [1, 2], [said(null, 'a')], [null, null]],
  ])('%s', async (_, numbers, transcript, given) => {
    const door = await openSmall();
    sayButter(door, { turns: numbers.map(turn_number => ({ turn_number })), transcript });
    const { data, errors } = await door.ask(asked);
    expect(errors).toBeUndefined();
    expect(
      data.callBySid.turns.map(
        ({ transcript: entries }: Turn) => entries?.map(({ text: words }) => words) ?? null,
      ),
    ).toEqual(given);
    expect(door.cost()).toEqual(costs.BUTTER);
  });
});

test('an entry has no turn where the source gives no turns', async () => {
  const door = await openSmall();
  sayButter(door, { transcript: [{ turn: 1, text: 'a' }] });
  const { data } = await door.ask('{ callBySid(sid: "call_a") { transcript { text turn { number } } } }');
  expect(data.callBySid).toEqual({ transcript: [{ text: 'a', turn: null }] });
});

test.each(['BUTTER', 'BURKI'] as const)(
  'the entries of a page of %s lead to the turns of the whole conversation (property)',
  async source => {
    const door = await openSmall();
    const lines = Array.from({ length: 12 }, (_, at) => ({
      turn: 1 + Math.floor(at / 3),
      text: `line ${at}`,
    }));
    if (source === 'BUTTER')
      sayButter(door, { turns: [1, 2, 3, 4].map(turn_number => ({ turn_number })), transcript: lines });
    else
      sayBurki(
        door,
        lines.map(({ text: content }, at) => ({ content, speaker: at % 3 === 0 ? 'user' : 'assistant' })),
      );
    const page = (args: string) =>
      `{ call: ${lookups[source]} { transcript${args} { index text turn { index } } } }`;
    const whole = (await door.ask(page(''))).data.call.transcript;
    expect(whole.map(({ turn }: Entry) => turn?.index)).toEqual(lines.map(({ turn }) => turn - 1));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 1, max: 13 }),
        async (afterIndex, first) => {
          const { data } = await door.ask(page(`(first: ${first}, afterIndex: ${afterIndex})`));
          expect(data.call.transcript).toEqual(whole.slice(afterIndex + 1, afterIndex + 1 + first));
        },
      ),
      { numRuns: 15 },
    );
  },
);

test('turns, events and recordings lead to their call at no further request', async () => {
  const { ask, cost } = await openFrontDoor();
  const call = 'call { id status }';
  const { data, errors } = await ask(
    `{ a: callBySid(sid: "call_abc123def456") { id status turns { ${call} events { entry { ${call} } } } recordings { index ${call} } }
       b: callByDatabaseId(databaseId: 101) { id status turns { ${call} } recordings { index ${call} } } }`,
  );
  expect(errors).toBeUndefined();
  const [a, b] = [data.a, data.b].map(({ id, status }) => ({ call: { id, status } }));
  expect(data.a).toMatchObject({
    turns: [{ ...a, events: [{ entry: a }] }],
    recordings: [{ index: 0, ...a }],
  });
  for (const turn of data.b.turns) expect(turn).toEqual(b);
  for (const [index, recording] of data.b.recordings.entries()) expect(recording).toEqual({ index, ...b });
  expect(cost().toSorted()).toEqual([
    'BURKI /api/v1/calls/101',
    'BURKI /api/v1/calls/101/recordings',
    'BURKI /api/v1/calls/101/transcripts',
    'BUTTER /api/calls/call_abc123def456',
  ]);
});

test('any recordings of a call are counted from 0, in the order of the source (property)', async () => {
  const door = await openSmall();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }), async ids => {
      const body = JSON.stringify(ids.map(id => ({ id, call_id: 101 })));
      const end = door.burki.play({ route: 'recording', fault: { kind: 'body', body } });
      const { data } = await door.ask(`{ ${lookups.BURKI} { recordings { index databaseId } } }`);
      end();
      const unique = [...new Set(ids)].map((id, index) => ({ index, databaseId: String(id) }));
      expect(data.callByDatabaseId.recordings).toEqual(unique);
    }),
    { numRuns: 20 },
  );
});

test('a list leads from turns to entries and back at the requests of its turns', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 2 }, burki: { calls: 2 } });
  const requestsOf = async (fields: string): Promise<string[]> => {
    const { errors } = await ask(`{ calls(first: 4) { edges { node { ${fields} } } } }`);
    expect(errors).toBeUndefined();
    return cost();
  };
  expect(await requestsOf(ways)).toEqual(await requestsOf('turns { number }'));
});

test('a cached conversation is joined anew, at no request', async () => {
  const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
  const { ask, cost } = await openFrontDoor({ gateway: { cache } });
  const query = `{ callBySid(sid: "call_abc123def456") { ${ways} } }`;
  const first = await ask(query);
  cost();
  expect((await ask(query)).data).toEqual(first.data);
  expect(cost()).toEqual([]);
});

describe('a turn with very many entries and events', () => {
  const openTurn = async (length: number) => {
    const door = await openSmall();
    const lines = Array.from({ length }, (_, at) => ({ text: `line ${at}`, relative_time: at }));
    sayButter(door, {
      turns: [{ turn_number: 1, events: lines }],
      transcript: lines.map(line => ({ turn: 1, ...line })),
    });
    return door;
  };

  test('is given with its events at each entry up to the bound of an answer', async () => {
    const { ask } = await openTurn(300);
    const { data, errors } = await ask(
      '{ callBySid(sid: "call_a") { transcript { turn { events { index } } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.callBySid.transcript[299].turn.events[299]).toEqual({ index: 299 });
  });

  test.each([
    ['its events at each entry', 'transcript { turn { events { index } } }'],
    ['these with their entries', 'transcript { turn { events { entry { index } } } }'],
  ])('is refused as a whole beyond that, with one error: %s', async (_, fields) => {
    const { ask, cost } = await openTurn(400);
    const { data, errors } = await ask(`{ callBySid(sid: "call_a") { sid ${fields} } }`);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('at most 100000'),
        extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false },
      },
    ]);
    expect(cost()).toEqual(costs.BUTTER);
  });

  test('has an error at each of the few lists beyond that, and is given beside them', async () => {
    const { ask, cost } = await openTurn(320);
    const { data, errors } = await ask(
      '{ callBySid(sid: "call_a") { transcript { turn { events { index } } } } }',
    );
    const given = data.callBySid.transcript.map(({ turn }: Entry) => turn?.events?.length ?? null);
    const fitting = Math.floor((100_000 - 320) / 320);
    expect(given).toEqual([...Array(fitting).fill(320), ...Array(320 - fitting).fill(null)]);
    expect(errors?.map(({ path }) => path)).toEqual(
      given.flatMap((length: number | null, at: number) =>
        length === null ? [['callBySid', 'transcript', at, 'turn', 'events']] : [],
      ),
    );
    expect(cost()).toEqual(costs.BUTTER);
  });

  test('is given whole by the ways that do not repeat it', async () => {
    const { ask } = await openTurn(20_000);
    const { data, errors } = await ask(
      '{ callBySid(sid: "call_a") { turns { events { entry { index } } transcript { index } } transcript { turn { index } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.callBySid.turns[0].events[19_999]).toEqual({ entry: { index: 19_999 } });
    expect(data.callBySid.turns[0].transcript[19_999]).toEqual({ index: 19_999 });
    expect(data.callBySid.transcript[19_999]).toEqual({ turn: { index: 0 } });
  });
});

test('recordings at each entry of a long transcript fail the whole answer beyond the bound, with one error', async () => {
  const door = await openSmall();
  const length = 400;
  sayBurki(
    door,
    Array.from({ length }, () => ({ content: 'a', speaker: 'user' })),
  );
  const body = JSON.stringify(Array.from({ length }, (_, id) => ({ id, call_id: 101 })));
  door.burki.play({ route: 'recording', fault: { kind: 'body', body } });
  const { data, errors } = await door.ask(
    `{ ${lookups.BURKI} { transcript { call { recordings { index } } } } }`,
  );
  expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false } }]);
  expect(data).toBeNull();
  expect(door.cost()).toEqual([...costs.BURKI, 'BURKI /api/v1/calls/101/recordings']);
});
