import { describe, expect, test } from 'vitest';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { agentsOf, askAgents, namesOf, walkAgents } from './paging.ts';

const butterList = 'BUTTER /api/agents?limit=100';
const burkiList = 'BURKI /api/v1/assistants?skip=0&limit=100';

test('the agents of both sources are one list by name, at one request for each source', async () => {
  const door = await openFrontDoor();
  const { data, errors } = await askAgents(door);
  expect(errors).toBeUndefined();
  expect(namesOf(data)).toEqual([
    'Billing Line',
    'Front Desk',
    'Helpline',
    'Night Receptionist',
    'Pollster',
    'Sales Rep',
    'ServiceBot',
    'Surveyor',
  ]);
  expect(data.voiceAgents).toMatchObject({
    totalCount: 8,
    nodes: agentsOf(data).map(({ id }) => ({ id })),
    pageInfo: { hasNextPage: false, hasPreviousPage: false },
  });
  expect(door.cost()).toEqual([butterList, burkiList]);
  const complete = { state: 'COMPLETE', origin: 'SOURCE', code: null, scanned: 4, reachedBackTo: null };
  for (const source of ['BUTTER', 'BURKI'])
    expect(itemOf(data.voiceAgents.coverage, source)).toEqual({
      ...complete,
      source,
      total: 4,
      asOf: null,
      index: null,
    });
});

describe('the order', () => {
  test('passes over case and accents, reads numbers, and has agents without a name last', async () => {
    const door = await openFrontDoor();
    const names = ['zoe', 'Éric', 'eric', 'Eric', 'Agent 10', 'agent 9', 'Ünal', 'ÉRIC'];
    for (const [at, name] of names.entries()) door.butter.addAgent(`agent_${at}`, name);
    door.butter.changeAgent('agent_xyz789', { agent_name: '' });
    door.burki.changeAssistant(123, { name: undefined });
    const { data } = await askAgents(door);
    expect(namesOf(data).filter(name => name === null || names.includes(name))).toEqual([
      'agent 9',
      'Agent 10',
      'Eric',
      'eric',
      'ÉRIC',
      'Éric',
      'Ünal',
      'zoe',
      null,
      null,
    ]);
    expect(agentsOf(data).slice(-2)).toMatchObject([{ agentId: 'agent_xyz789' }, { agentId: '123' }]);
  });

  test('has agents of one name by source, and then by key', async () => {
    const door = await openFrontDoor();
    door.burki.addAssistant(7, 'Helpline');
    door.butter.addAgent('agent_a', 'Helpline');
    const { data } = await askAgents(door, { filter: { name: 'helpline' } });
    expect(agentsOf(data).map(({ agentId }) => agentId)).toEqual(['agent_a', 'agent_helpline2', '7']);
  });

  test('compares names by their first 200 characters', async () => {
    const door = await openFrontDoor();
    const long = 'é'.repeat(199) + '😀'.repeat(2_000);
    door.butter.addAgent('agent_b', `${long}a`);
    door.butter.addAgent('agent_a', `${long}b`);
    const agents = await walkAgents(door, { first: 1, filter: { name: 'éé' } });
    expect(agents.map(({ agentId }) => agentId)).toEqual(['agent_a', 'agent_b']);
  });
});

interface Filter {
  readonly sources?: string[] | null;
  readonly name?: string | null;
  readonly active?: boolean | null;
}

describe('the filter', () => {
  test.each<[Filter, names: string[] | null, cost: string[]]>([
    [{ sources: ['BURKI'] }, ['Billing Line', 'Night Receptionist', 'ServiceBot', 'Surveyor'], [burkiList]],
    [{ sources: ['BUTTER'] }, ['Front Desk', 'Helpline', 'Pollster', 'Sales Rep'], [butterList]],
    [{ active: true }, ['Night Receptionist', 'ServiceBot', 'Surveyor'], [burkiList]],
    [{ active: false }, ['Billing Line'], [burkiList]],
    [{ name: 'LINE' }, ['Billing Line', 'Helpline'], [butterList, burkiList]],
    [{ name: 'ep', active: true }, ['Night Receptionist'], [burkiList]],
    [{ name: 'nobody' }, [], [butterList, burkiList]],
    [{ name: '' }, null, [butterList, burkiList]],
    [{ name: null, sources: null, active: null }, null, [butterList, burkiList]],
    [{ sources: [] }, [], []],
    [{ sources: ['BUTTER'], active: true }, [], []],
  ])('%j', async (filter, names, cost) => {
    const door = await openFrontDoor();
    const { data, errors } = await askAgents(door, { filter });
    expect(errors).toBeUndefined();
    if (names) expect(namesOf(data)).toEqual(names);
    else expect(namesOf(data)).toHaveLength(8);
    expect(door.cost()).toEqual(cost);
    const total = cost.length > 0 ? agentsOf(data).length : null;
    expect(data.voiceAgents.totalCount).toBe(filter.sources?.length === 0 ? 0 : total);
  });

  test.each([
    ['ΒΆΣΩ', 'βάσω'],
    ['ΣΟΦΟΣ', 'ος'],
    ['Straße', 'STRASSE'],
    ['Sarıyer', 'SARI'],
    ['Zoe\u0308', 'zoë'],
    ['50% [a] (b) *', '% [A] (b) *'],
  ])('finds %s by %s', async (name, letters) => {
    const door = await openFrontDoor();
    door.butter.addAgent('agent_new', name);
    const { data } = await askAgents(door, { filter: { name: letters } });
    expect(agentsOf(data).map(({ agentId }) => agentId)).toEqual(['agent_new']);
  });

  test('an agent of which Burki does not say whether it is in service is neither active nor not', async () => {
    const door = await openFrontDoor();
    door.burki.changeAssistant(123, { is_active: null });
    for (const active of [true, false]) {
      const { data } = await askAgents(door, { filter: { active } });
      expect(namesOf(data)).not.toContain('ServiceBot');
    }
  });

  test.each([
    [{ first: 0 }, '`first` takes 1 to 100.'],
    [{ first: 101 }, '`first` takes 1 to 100.'],
    [{ filter: { name: 'x'.repeat(257) } }, '`filter.name` takes at most 256 characters.'],
  ])('%j is refused without a request', async (variables, message) => {
    const door = await openFrontDoor();
    const { errors } = await askAgents(door, variables);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(door.cost()).toEqual([]);
  });
});

const everyField = `id source agentId name description language active recordingEnabled createdAt updatedAt
  settings { llm { provider model temperature } tts { provider model voice } stt { provider model language } speaksFirst }`;

describe('the fields of an agent', () => {
  test('come with the list on Burki, and with one request for each agent on Butter', async () => {
    const { ask, cost } = await openFrontDoor();
    const { data, errors } = await ask(`{ voiceAgents { nodes { ${everyField} } } }`);
    expect(errors).toBeUndefined();
    expect(cost()).toEqual([
      butterList,
      'BUTTER /api/agents/agent_front4desk',
      'BUTTER /api/agents/agent_helpline2',
      'BUTTER /api/agents/agent_pollster7',
      'BUTTER /api/agents/agent_xyz789',
      burkiList,
    ]);
    for (const { id, ...listed } of data.voiceAgents.nodes) {
      const alone = await ask(`query ($id: ID!) { voiceAgent(id: $id) { ${everyField} } }`, { id });
      expect(alone.data.voiceAgent).toEqual({ id, ...listed });
    }
  });

  test('come with the list on Butter too if its rows have all of them', async () => {
    const { ask, cost } = await openFrontDoor({ butter: { agentList: 'whole' } });
    const query = `{ voiceAgents(filter: { sources: BUTTER }) { nodes { ${everyField} } } }`;
    const whole = await ask(query);
    expect(cost()).toEqual([butterList]);
    const short = await openFrontDoor();
    expect(whole.data).toEqual((await short.ask(query)).data);
  });

  test('are loaded of a row that lacks one of them, because its absence does not make it null', async () => {
    const { ask, cost, butter } = await openFrontDoor({ butter: { agentList: 'whole' } });
    const withoutLanguage = (json: unknown) => {
      for (const row of (json as { data: Record<string, unknown>[] }).data) delete row['language'];
      return json;
    };
    butter.play({ route: 'agents', fault: { kind: 'rewrite', change: withoutLanguage } });
    const { data } = await ask('{ voiceAgents(filter: { name: "sales" }) { nodes { language } } }');
    expect(data.voiceAgents.nodes).toEqual([{ language: 'en-US' }]);
    expect(cost()).toContain('BUTTER /api/agents/agent_xyz789');
  });

  test('never include prompts, keys or addresses', async () => {
    const { ask } = await openFrontDoor({ butter: { agentList: 'whole' } });
    const answer = await ask(`{ voiceAgents { nodes { ${everyField} } } }`);
    expect(JSON.stringify(answer)).not.toMatch(/never-show|never show|hooks\.example/);
  });
});

test('several lists of agents in one query are one request for each source', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask(`{
    all: voiceAgents { totalCount }
    some: voiceAgents(first: 1, filter: { name: "line" }) { totalCount }
    active: voiceAgents(filter: { active: true }) { totalCount }
  }`);
  expect(data).toEqual({ all: { totalCount: 8 }, some: { totalCount: 2 }, active: { totalCount: 3 } });
  expect(cost()).toEqual([butterList, burkiList]);
});

test('an id of the list filters calls', async () => {
  const door = await openFrontDoor();
  const query =
    'query ($ids: [ID!]) { calls(first: 5, filter: { agents: $ids }) { nodes { agent { id } } } }';
  for (const { id } of agentsOf((await askAgents(door)).data)) {
    const { nodes } = (await door.ask(query, { ids: [id] })).data.calls;
    expect(nodes.length).toBeGreaterThan(0);
    for (const { agent } of nodes) expect(agent.id).toBe(id);
  }
});
