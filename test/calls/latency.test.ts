import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

const sid = 'call_abc123def456';
const oneDetail = [`BUTTER /api/calls/${sid}`];
const distribution = 'known sum mean min max p50: percentile(at: 0.5) p95: percentile(at: 0.95)';
const latency = `latency { llmTimeToFirstByte { ${distribution} } }`;
const empty = { known: 0, sum: null, mean: null, min: null, max: null, p50: null, p95: null };

const openSmall = () => openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });

/** Makes the documented call of Butter have an event with each of these times to the first byte. */
const recordTimes = ({ butter }: FrontDoor, times: readonly unknown[]) =>
  butter.change(sid, {
    turns: times.map(ttfb => ({
      events: [{ type: 'assistant_response', metadata: { llm: { ttfb } } }, { type: 'vad_probe' }],
    })),
  });

async function latencyOf({ ask }: Pick<FrontDoor, 'ask'>) {
  const { data, errors } = await ask(`{ callBySid(sid: "${sid}") { ${latency} } }`);
  expect(errors).toBeUndefined();
  return data.callBySid.latency;
}

test('the documented call has one time to the first byte, at the one request of its detail', async () => {
  const door = await openSmall();
  const half = { sum: 0.5, mean: 0.5, min: 0.5, max: 0.5, p50: 0.5, p95: 0.5 };
  expect(await latencyOf(door)).toEqual({ llmTimeToFirstByte: { known: 1, ...half } });
  expect(door.cost()).toEqual(oneDetail);
});

test('times of the wrong type do not count, and without any the figures are null', async () => {
  const door = await openSmall();
  recordTimes(door, [0.25, 'soon', null, 0.75, true]);
  expect((await latencyOf(door)).llmTimeToFirstByte).toMatchObject({
    known: 2,
    sum: 1,
    p50: 0.25,
    p95: 0.75,
  });
  recordTimes(door, ['soon', null]);
  expect(await latencyOf(door)).toEqual({ llmTimeToFirstByte: empty });
  door.butter.change(sid, { turns: [] });
  expect(await latencyOf(door)).toEqual({ llmTimeToFirstByte: empty });
  expect(door.cost()).toEqual([...oneDetail, ...oneDetail, ...oneDetail]);
});

test('a call whose events nobody recorded has no latency', async () => {
  const door = await openSmall();
  for (const turns of [null, undefined, [{ turn_number: 1 }]]) {
    door.butter.change(sid, { turns });
    expect(await latencyOf(door)).toBeNull();
  }
});

test('calls of Burki have no latency, and it costs no request', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(`{
    callByDatabaseId(databaseId: 101) { ${latency} }
    calls(first: 10, filter: { sources: BURKI }) { edges { node { ${latency} } } }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId.latency).toBeNull();
  expect(data.calls.edges).toEqual(Array.from({ length: 10 }, () => ({ node: { latency: null } })));
  expect(cost().sort()).toEqual(['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/?skip=0&limit=20'].sort());
});

test('the median and the 95th percentile of ten calls take less than 1,000 bytes, at a detail for each', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask(`{
    calls(first: 10, filter: { sources: [BUTTER], statuses: [COMPLETED] }) {
      nodes { sid latency { llmTimeToFirstByte { p50: percentile(at: 0.5) p95: percentile(at: 0.95) } } }
    }
  }`);
  expect(errors).toBeUndefined();
  const { nodes } = data.calls;
  expect(nodes).toHaveLength(10);
  expect(JSON.stringify({ data }).length).toBeLessThan(1_000);
  const [list, ...details] = cost();
  expect(list).toMatch(/^BUTTER \/api\/calls\?/);
  expect(details.sort()).toEqual(nodes.map(({ sid }: { sid: string }) => `BUTTER /api/calls/${sid}`).sort());
});

test.each([0, 1, -0.5, 95, 1e308])(
  'the percentile at %s is bad input, and its siblings are there',
  async at => {
    const door = await openSmall();
    const { data, errors } = await door.ask(
      `query ($at: Float!) { callBySid(sid: "${sid}") { latency { llmTimeToFirstByte { known percentile(at: $at) } } } }`,
      { at },
    );
    expect(data.callBySid.latency.llmTimeToFirstByte).toEqual({ known: 1, percentile: null });
    expect(errors).toEqual([
      {
        message: '`at` takes a number above 0 and below 1, such as 0.95.',
        path: ['callBySid', 'latency', 'llmTimeToFirstByte', 'percentile'],
        locations: expect.any(Array),
        extensions: { code: 'BAD_USER_INPUT', retryable: false },
      },
    ]);
  },
);

test('any number of percentiles may be asked for, each under five names', async () => {
  const door = await openSmall();
  const shares = Array.from({ length: 20 }, (_, at) => `p${at}: percentile(at: 0.${at + 1})`);
  const ask = (fields: string) =>
    door.ask(`{ callBySid(sid: "${sid}") { latency { llmTimeToFirstByte { ${fields} } } } }`);
  expect((await ask(shares.join(' '))).errors).toBeUndefined();
  const same = Array.from({ length: 6 }, (_, at) => `n${at}: percentile(at: 0.5)`);
  expect((await ask(same.join(' '))).errors?.[0]?.extensions['code']).toBe('QUERY_TOO_EXPENSIVE');
});

test('latency, turns and transcript share one request, also through an entry', async () => {
  const door = await openSmall();
  const { data, errors } = await door.ask(`{
    callBySid(sid: "${sid}") { ${latency} turns { number } transcript { call { latency { llmTimeToFirstByte { known } } } } }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callBySid.transcript).toEqual([{ call: { latency: { llmTimeToFirstByte: { known: 1 } } } }]);
  expect(door.cost()).toEqual(oneDetail);
});

test('the latency of any call is that of its events, however many (property)', async () => {
  const door = await openSmall();
  const milliseconds = fc.array(fc.nat(9_999), { maxLength: 1_200, size: 'max' });
  await fc.assert(
    fc.asyncProperty(milliseconds, async times => {
      recordTimes(
        door,
        times.map(each => each / 1_000),
      );
      const { llmTimeToFirstByte } = await latencyOf(door);
      const ascending = times.toSorted((a, b) => a - b);
      const rank = (percent: number) =>
        ascending[Math.ceil((percent * times.length) / 100) - 1] ?? Number.NaN;
      expect(llmTimeToFirstByte).toEqual(
        times.length === 0
          ? empty
          : {
              known: times.length,
              sum: times.reduce((sum, each) => sum + each, 0) / 1_000,
              mean: expect.closeTo(times.reduce((sum, each) => sum + each, 0) / times.length / 1_000, 6),
              min: (ascending[0] ?? 0) / 1_000,
              max: (ascending.at(-1) ?? 0) / 1_000,
              p50: rank(50) / 1_000,
              p95: rank(95) / 1_000,
            },
      );
      expect(door.cost()).toEqual(oneDetail);
    }),
    { numRuns: 30 },
  );
});
