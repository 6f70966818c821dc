import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

const usage =
  'usage { llm { inputTokens outputTokens totalTokens } tts { characters } stt { audioSeconds } }';
const sid = 'call_abc123def456';
const query = `{ callBySid(sid: "${sid}") { ${usage} interruptions } }`;
const oneDetail = [`BUTTER /api/calls/${sid}`];

test('the documented call has its usage in groups, at the one request of its detail', async () => {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  const { data, errors } = await door.ask(query);
  expect(errors).toBeUndefined();
  expect(data.callBySid).toEqual({
    usage: {
      llm: { inputTokens: 100, outputTokens: 50, totalTokens: 150 },
      tts: { characters: 500 },
      stt: { audioSeconds: 120 },
    },
    interruptions: 2,
  });
  expect(door.cost()).toEqual(oneDetail);
});

test.each([
  [
    { usage: undefined, summary: { total_tokens: 150 } },
    { llm: { totalTokens: 150 }, tts: null, stt: null },
  ],
  [
    { usage: undefined, summary: { total_characters: 500 } },
    { llm: null, tts: { characters: 500 }, stt: null },
  ],
  [
    { usage: { llm: {}, stt: { total_duration_seconds: 0 } }, summary: undefined },
    { llm: null, tts: null, stt: { audioSeconds: 0 } },
  ],
  [{ usage: { llm: {} }, summary: { interruptions: 2 } }, null],
  [{ usage: undefined, summary: undefined }, null],
])('where Butter sends %j, a group without a figure is null', async (sent, given) => {
  const door = await openFrontDoor({ butter: { calls: 1 } });
  door.butter.change(sid, sent);
  const { data, errors } = await door.ask(query);
  expect(errors).toBeUndefined();
  if (given === null) expect(data.callBySid.usage).toBeNull();
  else expect(data.callBySid.usage).toMatchObject(given);
  expect(door.cost()).toEqual(oneDetail);
});

test('rows of Butter cost a detail each for their usage, and rows of Burki nothing', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(`{ calls(first: 10) { edges { node { source sid ${usage} } } } }`);
  expect(errors).toBeUndefined();
  const nodes: { source: string; sid: string }[] = data.calls.edges.map(({ node }: { node: object }) => node);
  const asked = cost().filter(url => !/\/calls\/?\?/.test(url));
  const rows = nodes.filter(({ source }) => source === 'BUTTER').map(row => `BUTTER /api/calls/${row.sid}`);
  expect(rows.length).toBeGreaterThan(2);
  expect(asked.sort()).toEqual(rows.sort());
  for (const node of nodes) if (node.source === 'BURKI') expect(node).toMatchObject({ usage: null });
});
