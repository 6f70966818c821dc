import { describe, expect, test } from 'vitest';
import { type FrontDoor, itemOf, openFrontDoor } from '../front-door.ts';
import { agentsOf, askAgents, walkAgents } from './paging.ts';

function addAgents({ butter, burki }: FrontDoor, count: number): void {
  for (let at = 0; at < count; at += 1) {
    butter.addAgent(`agent_${at}`, `Agent ${at}`);
    burki.addAssistant(1_000 + at, `Assistant ${at}`);
  }
}

test('lists of several pages are read to their end, one request for a hundred agents', async () => {
  const door = await openFrontDoor();
  addAgents(door, 250);
  const { data } = await askAgents(door, { first: 100 });
  expect(data.voiceAgents.totalCount).toBe(508);
  const cost = door.cost();
  expect(cost.filter(url => url.startsWith('BUTTER'))).toHaveLength(3);
  expect(cost.filter(url => url.startsWith('BURKI'))).toEqual([
    'BURKI /api/v1/assistants?skip=0&limit=100',
    'BURKI /api/v1/assistants?skip=99&limit=100',
    'BURKI /api/v1/assistants?skip=198&limit=100',
  ]);
  const agents = await walkAgents(door, { first: 100 });
  expect(new Set(agents.map(({ id }) => id)).size).toBe(508);
});

test('a list of exactly a hundred agents is read to its end', async () => {
  const door = await openFrontDoor();
  addAgents(door, 96);
  expect((await askAgents(door)).data.voiceAgents.totalCount).toBe(200);
});

test('a list beyond the scan budget is cut, which the coverage says', async () => {
  const door = await openFrontDoor({ scanPages: 2 });
  addAgents(door, 250);
  const { data, errors } = await askAgents(door, { first: 100 });
  expect(errors).toBeUndefined();
  expect(data.voiceAgents.totalCount).toBeNull();
  expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
    state: 'PARTIAL',
    code: null,
    scanned: 200,
    total: null,
  });
  expect(itemOf(data.voiceAgents.coverage, 'BURKI')).toMatchObject({ state: 'PARTIAL', scanned: 199 });
  expect(door.cost()).toHaveLength(4);
  const agents = await walkAgents(door, { first: 100 });
  expect(agents).toHaveLength(399);
});

test('of a source that gives ten thousand agents at once no more are kept', async () => {
  const door = await openFrontDoor();
  const agents = Array.from({ length: 10_050 }, (_, at) => ({ id: at + 1, name: `Agent ${at + 1}` }));
  door.burki.play({ route: 'agents', fault: { kind: 'body', body: JSON.stringify(agents) } });
  const { data } = await askAgents(door, { filter: { sources: ['BURKI'] } });
  expect(itemOf(data.voiceAgents.coverage, 'BURKI')).toMatchObject({ state: 'PARTIAL', scanned: 10_000 });
  expect(agentsOf(data)[0]).toMatchObject({ name: 'Agent 1' });
});

describe('while a list is read', () => {
  /** Changes the agents right after the first page was answered. */
  async function openChanging(change: (door: FrontDoor) => unknown) {
    const door = await openFrontDoor();
    addAgents(door, 250);
    for (const sandbox of [door.butter, door.burki])
      sandbox.play({
        route: 'agents',
        times: 1,
        fault: {
          kind: 'rewrite',
          change(json) {
            queueMicrotask(() => change(door));
            return json;
          },
        },
      });
    return door;
  }

  test('assistants that are removed hide no other, because reading starts over', async () => {
    const door = await openChanging(({ burki }) => [123, 124].map(burki.removeAssistant));
    const { data } = await askAgents(door, { filter: { sources: ['BURKI'] } });
    // The removed ones were there when reading began.
    expect(data.voiceAgents.totalCount).toBe(254);
    const agents = await walkAgents(door, { first: 100, filter: { sources: ['BURKI'] } });
    expect(agents).toHaveLength(252);
  });

  test('an agent that is removed or added at Butter neither repeats nor hides another', async () => {
    const door = await openChanging(({ butter }) => {
      butter.removeAgent('agent_50');
      butter.addAgent('agent_new', 'Newcomer');
    });
    const { data } = await askAgents(door, { filter: { sources: ['BUTTER'] } });
    expect(data.voiceAgents.totalCount).toBe(255);
  });
});

test('a list of Butter that announces more without a cursor is incomplete', async () => {
  const door = await openFrontDoor();
  const pagination = { next_cursor: null, has_more: true };
  const answer = { success: true, data: [{ id: 'agent_1', agent_name: 'One' }], pagination };
  door.butter.play({ route: 'agents', fault: { kind: 'body', body: JSON.stringify(answer) } });
  const { data } = await askAgents(door, { filter: { sources: ['BUTTER'] } });
  expect(agentsOf(data)).toHaveLength(1);
  expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
    state: 'PARTIAL',
    code: 'UPSTREAM_INVALID_RESPONSE',
  });
});
