import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { exampleTabsOn } from '../../src/http/yoga/graphiql-examples.ts';
import { openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';

const tabs = exampleTabsOn(new Date().toISOString().slice(0, 10)).map(({ query, variables }) => ({
  title: titleOf(query),
  query,
  variables: JSON.parse(variables ?? '{}'),
}));

function titleOf(query: string): string {
  const [operation] = parse(query).definitions;
  return (operation && 'name' in operation && operation.name?.value) || 'unnamed';
}

function tabOf(title: string) {
  const tab = tabs.find(each => each.title === title);
  if (!tab) throw new Error(`GraphiQL has no tab ${title}.`);
  return tab;
}

test('the tabs go from one call to lists, costs, statistics and a failure', () => {
  expect(tabs.map(({ title }) => title)).toEqual([
    'OneCallInFull',
    'NewestCalls',
    'FilteredCalls',
    'NextPage',
    'Deferred',
    'CostsCompared',
    'SpentByAgent',
    'LongestCalls',
    'FailedYesterday',
    'FailingSource',
  ]);
});

test('the first tab and the schema begin with a sentence for people', () => {
  const [firstLines] = tabs[0]?.query.split('\n#\n') ?? [];
  expect(firstLines?.replaceAll('\n#', '')).toMatch(
    /^# Welcome to Switchboard: the calls of Butter and Burki/,
  );
  expect(buildSchema().description).toMatch(
    /^Switchboard: the phone calls that voice agents of Butter AI and/,
  );
});

/** Whether a value holds anything but nulls and empty lists. */
const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(isFilled) : value !== null;

test.each(tabs.filter(({ title }) => title !== 'FailingSource'))(
  '$title answers with data in every field of the root, and without errors',
  async ({ query, variables }) => {
    const { ask } = await openIndexedDoor();
    const { data, errors } = await ask(query, variables);
    expect(errors).toBeUndefined();
    for (const value of Object.values(data)) expect(isFilled(value)).toBe(true);
  },
);

test('FailingSource has one error, and the other call whole', async () => {
  const { ask } = await openFrontDoor();
  const { data, errors } = await ask(tabOf('FailingSource').query);
  expect(errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
    [['failing'], 'UPSTREAM_UNAVAILABLE'],
  ]);
  expect(data).toMatchObject({ failing: null, working: { status: 'COMPLETED' } });
});

test('FilteredCalls gives calls of one agent of each source', async () => {
  const { ask } = await openFrontDoor();
  const { query, variables } = tabOf('FilteredCalls');
  const { data } = await ask(query, variables);
  const agents: string[] = data.calls.nodes.map(({ agent }: { agent: { agentId: string } }) => agent.agentId);
  expect(new Set(agents)).toEqual(new Set(variables.filter.agents));
});

test('NextPage gives the page after the one whose endCursor it is given', async () => {
  const { ask } = await openFrontDoor();
  const { query, variables } = tabOf('NextPage');
  const first = (await ask(query, variables)).data.calls;
  const second = (await ask(query, { after: first.pageInfo.endCursor })).data.calls;
  expect([first, second].map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual([false, true]);
  const sids = [first, second].flatMap(({ nodes }) => nodes.map(({ sid }: { sid: string }) => sid));
  expect(new Set(sids).size).toBe(10);
});

test('LongestCalls comes from the index, with the longest call first', async () => {
  const { ask, calls } = await openIndexedDoor();
  const { data } = await ask(tabOf('LongestCalls').query);
  const durations: number[] = data.calls.nodes.map(({ duration }: { duration: number }) => duration);
  expect(durations).toEqual(durations.toSorted((one, other) => other - one));
  expect(durations[0]).toBe(Math.max(...calls().map(({ duration }) => duration ?? 0)));
});

test.each([0, 3, 6, 9, 12, 15, 18, 21])(
  'FailedYesterday has calls of yesterday on sandboxes that start at %i h UTC',
  async hour => {
    const now = () => new Date(Date.UTC(2026, 2, 1, hour));
    const { ask, calls } = await openIndexedDoor({ butter: { now }, burki: { now } });
    const tab = exampleTabsOn('2026-03-01').find(({ query }) => titleOf(query) === 'FailedYesterday');
    const { data, errors } = await ask(tab?.query ?? '', JSON.parse(tab?.variables ?? ''));
    expect(errors).toBeUndefined();
    const failed = calls().filter(
      ({ status, endedAt }) =>
        ['FAILED', 'BUSY', 'NO_ANSWER'].includes(status) && endedAt?.startsWith('2026-02-28T'),
    );
    expect(failed.length).toBeGreaterThan(0);
    expect(data.calls.totalCount).toBe(failed.length);
    for (const { endedAt } of data.calls.nodes) expect(endedAt).toMatch(/^2026-02-28T/);
  },
);
