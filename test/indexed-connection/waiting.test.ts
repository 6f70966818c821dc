import { expect, test } from 'vitest';
import type { Cancellation } from '../../src/async/cancellation.ts';
import { inMemoryIndex } from '../call-index/in-memory-index.ts';
import { type FrontDoorOptions, openFrontDoor } from '../front-door.ts';

/** A gateway whose index never answers, with the cancellation of each request to it. */
async function openHeldDoor(options: FrontDoorOptions = {}) {
  const requests: (Cancellation | undefined)[] = [];
  const hold = (_: unknown, cancellation?: Cancellation) => {
    requests.push(cancellation);
    return new Promise<never>(() => {});
  };
  const index = { ...inMemoryIndex(() => []).index, list: hold, stats: hold };
  const door = await openFrontDoor({ ...options, gateway: { ...options.gateway, createIndex: () => index } });
  return { ...door, requests };
}

const ordered = '{ calls(orderBy: { field: DURATION }) { totalCount } }';
const statistics = '{ callStats { groupCount } }';
const counted = '{ calls(first: 2) { totalCount nodes { id } } }';
const agents = '{ voiceAgents { nodes { source } coverage { source state code } } }';
const withoutAgents = { butter: { agentList: 'none' } } as const;

test.each([ordered, statistics])('the deadline ends %s', async query => {
  const { ask } = await openHeldDoor({ gateway: { deadlineMs: 300 } });
  const { errors } = await ask(query);
  expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }]);
});

test('the deadline leaves a list of the sources without the total of the index', async () => {
  const { ask } = await openHeldDoor({ gateway: { deadlineMs: 1_000 } });
  const { data, errors } = await ask(counted);
  expect(errors).toBeUndefined();
  expect(data.calls).toMatchObject({ totalCount: null, nodes: [{}, {}] });
});

test('the deadline leaves a list of agents without those that the index would name', async () => {
  const { ask } = await openHeldDoor({ ...withoutAgents, gateway: { deadlineMs: 1_000 } });
  const { data, errors } = await ask(agents);
  expect(errors).toBeUndefined();
  expect(data.voiceAgents.nodes).toContainEqual({ source: 'BURKI' });
  expect(data.voiceAgents.coverage[0]).toEqual({
    source: 'BUTTER',
    state: 'UNAVAILABLE',
    code: 'OVERLOADED',
  });
});

test.each([ordered, statistics, counted, agents])(
  'a client that leaves cancels what %s asks of the index',
  async query => {
    const { ask, requests } = await openHeldDoor(withoutAgents);
    const client = new AbortController();
    const answer = ask(query, {}, client.signal).catch(() => 'left');
    await expect.poll(() => requests).toHaveLength(1);
    client.abort();
    expect(await answer).toBe('left');
    await expect.poll(() => requests[0]?.reason).toBeInstanceOf(Error);
  },
);
