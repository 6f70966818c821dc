import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrontDoor, itemOf, openFrontDoor } from '../front-door.ts';

const documented = 'callBySid(sid: "call_abc123def456")';
const fields = 'kind type llm { totalTokens timeToFirstByte } tts stt tool metadata';
const query = `{ ${documented} { turns { events { ${fields} } } } }`;
const oneDetail = ['BUTTER /api/calls/call_abc123def456'];

/** A gateway whose documented call has one turn with these events. */
async function openWith(...events: readonly object[]): Promise<FrontDoor> {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  door.butter.change('call_abc123def456', {
    turns: [{ turn_number: 1, events: events as { type: string }[] }],
  });
  return door;
}

async function eventsOf({ ask }: Pick<FrontDoor, 'ask'>) {
  const { data, errors } = await ask(query);
  expect(errors).toBeUndefined();
  return data.callBySid.turns[0].events;
}

test("the documented event is the agent's speech with the language model's figures, at one request", async () => {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  expect(await eventsOf(door)).toEqual([
    {
      kind: 'AGENT_SPEECH',
      type: 'assistant_response',
      llm: { totalTokens: 25, timeToFirstByte: 0.5 },
      tts: null,
      stt: null,
      tool: null,
      metadata: { llm: { total_tokens: 25, ttfb: 0.5 } },
    },
  ]);
  expect(door.cost()).toEqual(oneDetail);
});

test('the parts of speech and tools are given as they were sent', async () => {
  const [tts, stt, tool] = [{ characters: 32 }, ['words', { at: 1 }], { name: 'end_call', arguments: {} }];
  const metadata = { tts, stt, tool, vad: { level: 1 } };
  const door = await openWith({ type: 'tool_call', metadata }, { type: 'vad_probe' });
  expect(await eventsOf(door)).toMatchObject([
    { kind: 'TOOL_CALL', llm: null, tts, stt, tool, metadata },
    { kind: 'OTHER', llm: null, tts: null, stt: null, tool: null, metadata: null },
  ]);
  expect(door.cost()).toEqual(oneDetail);
});

test('a figure of the wrong type is null, its sibling and the metadata are as sent', async () => {
  const metadata = [
    { llm: { total_tokens: 25.5, ttfb: 0.5 } },
    { llm: { total_tokens: 25, ttfb: 'soon' } },
    { llm: { total_tokens: true, ttfb: null } },
    { llm: { model: 'gpt-4' } },
    { llm: 'gpt-4' },
    { llm: [] },
    {},
  ];
  const events = await eventsOf(await openWith(...metadata.map(each => ({ metadata: each }))));
  expect(events.map((event: { llm: unknown }) => event.llm)).toEqual([
    { totalTokens: null, timeToFirstByte: 0.5 },
    { totalTokens: 25, timeToFirstByte: null },
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(events.map((event: { metadata: unknown }) => event.metadata)).toEqual(metadata);
});

test('a figure that drifts counts once, although cached events are read again and again', async () => {
  const cache = { memoryBytes: 1_000_000, settledAfterMs: 0, shareConversations: false };
  const door = await openFrontDoor({ butter: { calls: 1 }, gateway: { cache } });
  const metadata = { llm: { total_tokens: '25', ttfb: [0.5] } };
  door.butter.change('call_abc123def456', {
    turns: [{ events: [{ type: 'assistant_response', metadata }] }],
  });
  for (const alias of ['a', 'b', 'c'])
    expect(
      (await door.ask(`{ ${alias}: ${documented} { turns { events { llm { totalTokens } } } } }`)).data[
        alias
      ],
    ).toEqual({
      turns: [{ events: [{ llm: { totalTokens: 25 } }] }],
    });
  expect(door.cost()).toEqual(oneDetail);
  expect(
    itemOf((await door.ask('{ callSources { source driftCount } }')).data.callSources, 'BUTTER').driftCount,
  ).toBe(2);
});

test('any metadata gives figures of the right type or none, and is passed through unchanged (property)', async () => {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  const figure = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.jsonValue());
  const llm = fc.oneof(
    fc.record({ total_tokens: figure, ttfb: figure }, { requiredKeys: [] }),
    fc.jsonValue(),
  );
  const part = fc.jsonValue();
  const metadata = fc.record({ llm, tts: part, stt: part, tool: part, more: part }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(fc.array(metadata, { maxLength: 5 }), async given => {
      // As JSON carries it, which has no -0.
      const sent = JSON.parse(JSON.stringify(given));
      const events = sent.map((each: unknown) => ({ type: 'tool', metadata: each }));
      door.butter.change('call_abc123def456', { turns: [{ events }] });
      for (const [at, event] of (await eventsOf(door)).entries()) {
        expect(event.metadata).toEqual(sent[at]);
        for (const name of ['tts', 'stt', 'tool']) expect(event[name]).toEqual(sent[at][name] ?? null);
        const { totalTokens, timeToFirstByte } = event.llm ?? { totalTokens: null, timeToFirstByte: 0 };
        expect(totalTokens === null || Number.isInteger(totalTokens)).toBe(true);
        expect(timeToFirstByte === null || Number.isFinite(timeToFirstByte)).toBe(true);
      }
      expect(door.cost()).toEqual(oneDetail);
    }),
    { numRuns: 60 },
  );
});
