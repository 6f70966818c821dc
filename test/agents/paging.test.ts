import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentFilter } from '../../src/domain/agent-list.ts';
import { readAgentCursor, writeAgentCursor } from '../../src/loaders/agent-connection/cursor.ts';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';
import { askAgents, type ListedAgent, walkAgents } from './paging.ts';

const idsOf = (agents: readonly ListedAgent[]) => agents.map(({ id }) => id);

const everyAgent: AgentFilter = { sources: null, name: null, active: null };

describe('pages', () => {
  test.each([1, 2, 3, 7, 8, 100])('of %i agents hold the whole list', async first => {
    const door = await openFrontDoor();
    const whole = await walkAgents(door, { first: 100 });
    expect(idsOf(await walkAgents(door, { first }))).toEqual(idsOf(whole));
    expect(idsOf(await walkAgents(door, { first, byEdge: true }))).toEqual(idsOf(whole));
  });

  test('say whether others precede and follow', async () => {
    const door = await openFrontDoor();
    const first = (await askAgents(door, { first: 5 })).data.voiceAgents;
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(first.pageInfo.startCursor).toBe(first.edges[0].cursor);
    expect(first.pageInfo.endCursor).toBe(first.edges[4].cursor);
    const { endCursor } = first.pageInfo;
    const last = (await askAgents(door, { first: 5, after: endCursor })).data.voiceAgents;
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(last.totalCount).toBe(8);
  });

  test('after the last agent are empty, with a cursor for those that come later', async () => {
    const door = await openFrontDoor();
    const { endCursor } = (await askAgents(door)).data.voiceAgents.pageInfo;
    const empty = (await askAgents(door, { after: endCursor })).data.voiceAgents;
    expect(empty).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: false, endCursor, startCursor: null },
    });
    door.butter.addAgent('agent_last', 'Zoe');
    const later = (await askAgents(door, { after: endCursor })).data.voiceAgents;
    expect(later.nodes).toHaveLength(1);
  });
});

describe('a cursor', () => {
  test.each([
    ['with another size of page', {}, {}],
    [
      'with the sources of the filter in another order',
      { sources: ['BURKI', 'BUTTER'] },
      { sources: ['BUTTER', 'BURKI'] },
    ],
    ['with the name in another case', { name: 'line' }, { name: 'LINE' }],
    ['with a name that matches every agent', {}, { name: '' }],
  ])('is accepted %s', async (_, before, after) => {
    const door = await openFrontDoor();
    const first = (await askAgents(door, { first: 1, filter: before })).data.voiceAgents;
    const variables = { first: 9, filter: after, after: first.pageInfo.endCursor };
    const { data, errors } = await askAgents(door, variables);
    expect(errors).toBeUndefined();
    expect(data.voiceAgents.nodes.length).toBeGreaterThan(0);
    expect(data.voiceAgents.nodes).not.toContainEqual(first.nodes[0]);
  });

  test('of another filter is refused without a request', async () => {
    const door = await openFrontDoor();
    const { endCursor } = (await askAgents(door, { first: 1 })).data.voiceAgents.pageInfo;
    door.cost();
    const { data, errors } = await askAgents(door, { after: endCursor, filter: { active: true } });
    expect(data.voiceAgents).toBeNull();
    expect(errors).toMatchObject([
      {
        message: '`after` belongs to a list with another filter: start again without `after`.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(door.cost()).toEqual([]);
  });

  test('of the list of calls is refused, and so is one of this list by the calls', async () => {
    const door = await openFrontDoor();
    const { calls, voiceAgents } = (
      await door.ask(
        '{ calls(first: 1) { pageInfo { endCursor } } voiceAgents(first: 1) { pageInfo { endCursor } } }',
      )
    ).data;
    const { errors } = await door.ask(
      `query ($agent: String, $call: String) {
        calls(after: $agent) { totalCount }
        voiceAgents(after: $call) { totalCount }
      }`,
      { agent: voiceAgents.pageInfo.endCursor, call: calls.pageInfo.endCursor },
    );
    expect(errors).toHaveLength(2);
    for (const { message } of errors ?? [])
      expect(message).toMatch(/^`after` takes a cursor as this list gave it/);
  });

  test('that was changed is refused, or names a place (property)', () => {
    const place = { source: 'BURKI', agentId: '12', name: 'Front Desk' } as const;
    const bytes = Buffer.from(writeAgentCursor(everyAgent, new Map([['BURKI', place]])), 'base64url');
    const changed = fc
      .tuple(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length))
      .map(([at, byte, end]) => {
        const copy = Buffer.from(bytes);
        copy[at] = byte;
        return copy.subarray(0, end).toString('base64url');
      });
    const anything = fc.oneof(changed, fc.string(), fc.base64String({ maxLength: 6_000 }));
    fc.assert(
      fc.property(anything, cursor => {
        try {
          for (const { agentId, name } of readAgentCursor(cursor, everyAgent).values()) {
            expect(agentId.length).toBeLessThanOrEqual(256);
            expect(name?.length ?? 0).toBeLessThanOrEqual(200);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('has at most 4,096 characters, whatever the names and keys', async () => {
    const door = await openFrontDoor();
    door.butter.addAgent('鑰'.repeat(256), '名'.repeat(10_000));
    const { data } = await askAgents(door, { filter: { name: '名' } });
    expect(data.voiceAgents.edges[0].cursor.length).toBeLessThan(2_100);
    expect(
      (await askAgents(door, { after: data.voiceAgents.pageInfo.endCursor, filter: { name: '名' } })).errors,
    ).toBeUndefined();
  });
});

type Change = (door: FrontDoor) => void;

const letters = fc.constantFrom('a', 'B', 'é', 'Z', '9', '10', ' ', '😀', 'ß');
const nameOf = fc.array(letters, { minLength: 1, maxLength: 3 }).map(parts => parts.join(''));

/** Additions and removals of agents that the walk does not expect to see. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(30), nameOf).map(
    ([at, name]): Change =>
      ({ butter }) =>
        void butter.addAgent(`agent_extra${at}`, name),
  ),
  fc.tuple(fc.nat(30), nameOf).map(
    ([at, name]): Change =>
      ({ burki }) =>
        void burki.addAssistant(5_000 + at, name),
  ),
  fc.nat(30).map(
    (at): Change =>
      ({ butter }) => {
        if (butter.agents.some(({ agent_id }) => agent_id === `agent_extra${at}`))
          butter.removeAgent(`agent_extra${at}`);
      },
  ),
  fc.nat(30).map(
    (at): Change =>
      ({ burki }) => {
        if (burki.assistants.some(({ id }) => id === 5_000 + at)) burki.removeAssistant(5_000 + at);
      },
  ),
);

/** Removes the agents of an earlier run. */
function restore({ butter, burki }: FrontDoor): void {
  for (const { agent_id } of butter.agents)
    if (/^agent_(stays|extra)/.test(agent_id)) butter.removeAgent(agent_id);
  for (const { id } of burki.assistants) if (id >= 2_000) burki.removeAssistant(id);
}

test('agents that stay are listed once each and in order, while others come and go (property)', async () => {
  const door = await openFrontDoor();
  await fc.assert(
    fc.asyncProperty(
      fc.array(nameOf, { maxLength: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(change, { maxLength: 20 }),
      fc.boolean(),
      async (names, first, changes, byEdge) => {
        restore(door);
        for (const [at, name] of names.entries())
          if (at % 2 === 0) door.butter.addAgent(`agent_stays${at}`, name);
          else door.burki.addAssistant(2_000 + at, name);
        const expected = idsOf(await walkAgents(door, { first: 100 }));
        const pending = [...changes];
        const listed = await walkAgents(door, { first, byEdge, between: () => pending.shift()?.(door) });
        const ids = idsOf(listed);
        expect(ids.filter(id => expected.includes(id))).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});
