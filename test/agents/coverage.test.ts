import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../src/sandbox/index.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';
import { agentsOf, askAgents, namesOf, walkAgents } from './paging.ts';

const burkiList = 'BURKI /api/v1/assistants?skip=0&limit=100';

const status = (code: number): Fault => ({ kind: 'status', status: code });
const body = (json: unknown): Fault => ({ kind: 'body', body: JSON.stringify(json) });

test('with Butter down, the agents of Burki are listed, and the coverage says why the others are not', async () => {
  const door = await openFrontDoor();
  door.butter.play({ route: 'agents', fault: status(503) });
  const { data, errors } = await askAgents(door);
  expect(errors).toBeUndefined();
  expect(new Set(agentsOf(data).map(({ source }) => source))).toEqual(new Set(['BURKI']));
  expect(data.voiceAgents.totalCount).toBeNull();
  expect(data.voiceAgents.pageInfo.hasNextPage).toBe(true);
  expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
    state: 'UNAVAILABLE',
    origin: 'SOURCE',
    code: 'UPSTREAM_UNAVAILABLE',
    scanned: 0,
    total: null,
  });
});

test('the list is null, with one error, only if every source that was asked failed', async () => {
  const door = await openFrontDoor();
  door.butter.play({ route: 'agents', fault: status(503) });
  const one = await askAgents(door, { filter: { sources: ['BUTTER'] } });
  expect(one.data.voiceAgents).toBeNull();
  expect(one.errors).toMatchObject([
    {
      path: ['voiceAgents'],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER', retryable: true },
    },
  ]);
  door.burki.play({ route: 'agents', fault: status(401) });
  const both = await askAgents(door);
  expect(both.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }]);
  expect(both.errors?.[0]?.message).toMatch(/Butter.*Burki/);
});

test('the agents of a source that fails for a while come late rather than never', async () => {
  const door = await openFrontDoor();
  const heal = door.butter.play({ route: 'agents', fault: status(500) });
  let pages = 0;
  const agents = await walkAgents(door, {
    first: 2,
    between() {
      pages += 1;
      if (pages === 2) heal();
    },
  });
  expect(agents.map(({ source }) => source)).toEqual([...Array(4).fill('BURKI'), ...Array(4).fill('BUTTER')]);
  expect(new Set(agents.map(({ id }) => id)).size).toBe(8);
});

test('sources that are off are not asked', async () => {
  const door = await openFrontDoor({ off: ['BURKI'] });
  const { data } = await askAgents(door);
  expect(itemOf(data.voiceAgents.coverage, 'BURKI')).toMatchObject({ state: 'NOT_CONFIGURED', origin: null });
  expect(data.voiceAgents.totalCount).toBe(4);
  const none = await openFrontDoor({ off: ['BURKI', 'BUTTER'] });
  const { voiceAgents } = (await askAgents(none)).data;
  expect(voiceAgents).toMatchObject({ edges: [], totalCount: null, pageInfo: { endCursor: null } });
});

test('a source that the filter leaves out is not asked', async () => {
  const door = await openFrontDoor();
  const { data } = await askAgents(door, { filter: { active: true } });
  const excluded = { state: 'EXCLUDED', origin: null, code: null, scanned: 0, total: null };
  expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject(excluded);
});

describe('a Butter without a list of agents', () => {
  test.each([404, 405])('that answers %i has its agents left out, and is not misconfigured', async code => {
    const door = await openFrontDoor();
    door.butter.play({ route: 'agents', fault: status(code) });
    const { data, errors } = await askAgents(door);
    expect(errors).toBeUndefined();
    expect(namesOf(data)).toHaveLength(4);
    expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
      state: 'UNAVAILABLE',
      code: 'UPSTREAM_ERROR',
    });
    const { data: sources } = await door.ask('{ callSources { source state } }');
    expect(itemOf(sources.callSources, 'BUTTER').state).toBe('AVAILABLE');
  });

  test('says so where no other source is asked', async () => {
    const door = await openFrontDoor({ butter: { agentList: 'none' } });
    const { errors } = await askAgents(door, { filter: { sources: ['BUTTER'] } });
    expect(errors).toMatchObject([
      {
        message: 'Butter gives no list of agents.',
        extensions: { code: 'UPSTREAM_ERROR', source: 'BUTTER', retryable: false },
      },
    ]);
  });
});

describe('a Butter without a list of agents, beside an index', () => {
  const openIndexed = () => openIndexedDoor({ butter: { agentList: 'none' } });

  test('has the agents that its calls name, by the newest name of each', async () => {
    const door = await openIndexed();
    door.butter.arrive({ agent_id: 'agent_front4desk', agent_name: 'Reception' });
    door.butter.addAgent('agent_idle', 'Without a call');
    const { data, errors } = await askAgents(door);
    expect(errors).toBeUndefined();
    const named = door.calls().flatMap(({ source, agent }) => (source === 'BUTTER' && agent?.agentId) || []);
    const listed = agentsOf(data).filter(({ source }) => source === 'BUTTER');
    expect(new Set(listed.map(({ agentId }) => agentId))).toEqual(new Set(named));
    expect(listed).toContainEqual(
      expect.objectContaining({ agentId: 'agent_gone404', name: 'Old Receptionist' }),
    );
    expect(listed).toContainEqual(
      expect.objectContaining({ agentId: 'agent_front4desk', name: 'Reception' }),
    );
    expect(listed).toHaveLength(new Set(named).size);
    expect(data.voiceAgents.totalCount).toBeNull();
    expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
      state: 'PARTIAL',
      origin: 'INDEX',
      code: null,
      scanned: 0,
      total: null,
      asOf: '2026-06-01T00:00:00Z',
      index: { state: 'CURRENT', conversationCount: null },
    });
    expect(door.cost()).toEqual(['BUTTER /api/agents?limit=100', burkiList]);
  });

  test('is asked of the index once for one query', async () => {
    const door = await openIndexed();
    await door.ask('{ a: voiceAgents { totalCount } b: voiceAgents(filter: { name: "a" }) { totalCount } }');
    expect(door.memory.statistics.requests()).toHaveLength(1);
  });

  test('has no agents where the index keeps no calls of it, or refuses', async () => {
    const door = await openIndexed();
    door.memory.statistics.failures = 1;
    const refused = await askAgents(door);
    expect(itemOf(refused.data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
      state: 'UNAVAILABLE',
      code: 'OVERLOADED',
    });
    door.memory.coverage.BUTTER = null;
    const { data } = await askAgents(door);
    expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject({
      state: 'UNAVAILABLE',
      code: 'UPSTREAM_ERROR',
    });
  });
});

describe('a row without a valid key', () => {
  const damaged = { state: 'PARTIAL', code: 'UPSTREAM_INVALID_RESPONSE', total: null };

  test.each([
    ['no key', { agent_name: 'Keyless' }],
    ['a key that no path carries', { id: 'a/../b' }],
    ['no object', 'agent_1'],
  ])('is left out of the list of Butter: %s', async (_, row) => {
    const door = await openFrontDoor();
    door.butter.play({ route: 'agents', fault: body({ success: true, data: [row, { id: 'agent_1' }] }) });
    const { data } = await askAgents(door, { filter: { sources: ['BUTTER'] } });
    expect(agentsOf(data)).toMatchObject([{ agentId: 'agent_1', name: null }]);
    expect(itemOf(data.voiceAgents.coverage, 'BUTTER')).toMatchObject(damaged);
  });

  test.each([
    ['no key', { name: 'Keyless' }],
    ['a key that is no positive integer', { id: -1 }],
    ['no object', null],
  ])('is left out of the list of Burki: %s', async (_, row) => {
    const door = await openFrontDoor();
    door.burki.play({ route: 'agents', fault: body([row, { id: 7, name: 'Seven' }]) });
    const { data } = await askAgents(door, { filter: { sources: ['BURKI'] } });
    expect(agentsOf(data)).toMatchObject([{ agentId: '7', name: 'Seven' }]);
    expect(itemOf(data.voiceAgents.coverage, 'BURKI')).toMatchObject(damaged);
  });
});

test.each([
  ['butter', { success: true, data: {} }],
  ['butter', { success: false, data: [] }],
  ['burki', { items: [] }],
] as const)('an answer of %s that is no list is an invalid response: %j', async (name, answer) => {
  const door = await openFrontDoor();
  door[name].play({ route: 'agents', fault: body(answer) });
  const { data } = await askAgents(door);
  const coverage = itemOf(data.voiceAgents.coverage, name.toUpperCase());
  expect(coverage).toMatchObject({ state: 'UNAVAILABLE', code: 'UPSTREAM_INVALID_RESPONSE' });
});

describe('with a cache', () => {
  afterEach(() => void vi.useRealTimers());

  const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
  const openAt = async (time: string) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
    return openFrontDoor({ gateway: { cache } });
  };

  test('the list is remembered for a minute', async () => {
    const door = await openAt('2026-06-01T12:00:00Z');
    await askAgents(door);
    door.butter.addAgent('agent_new', 'Newcomer');
    door.cost();
    vi.setSystemTime(new Date('2026-06-01T12:00:59Z'));
    expect((await askAgents(door, { first: 100 })).data.voiceAgents.totalCount).toBe(8);
    expect(door.cost()).toEqual([]);
    vi.setSystemTime(new Date('2026-06-01T12:01:01Z'));
    expect((await askAgents(door)).data.voiceAgents.totalCount).toBe(9);
    expect(door.cost()).toHaveLength(2);
  });

  test('a source that fails is answered from what it said before, and the coverage says from when', async () => {
    const door = await openAt('2026-06-01T12:00:00Z');
    await askAgents(door);
    vi.setSystemTime(new Date('2026-06-01T12:05:00Z'));
    door.burki.play({ route: 'agents', fault: status(503) });
    const { data } = await askAgents(door);
    expect(namesOf(data)).toHaveLength(8);
    expect(itemOf(data.voiceAgents.coverage, 'BURKI')).toMatchObject({
      state: 'PARTIAL',
      code: 'UPSTREAM_UNAVAILABLE',
      asOf: '2026-06-01T12:00:00Z',
    });
  });

  test('that there is no list is remembered for a minute too', async () => {
    const door = await openAt('2026-06-01T12:00:00Z');
    door.butter.play({ route: 'agents', fault: status(404) });
    await askAgents(door);
    door.cost();
    const { data } = await askAgents(door, { first: 1 });
    expect(itemOf(data.voiceAgents.coverage, 'BUTTER').state).toBe('UNAVAILABLE');
    expect(door.cost()).toEqual([]);
  });
});
