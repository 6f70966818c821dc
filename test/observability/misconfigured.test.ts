import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readinessOf } from '../../src/server/readiness.ts';
import type { Route } from '../../src/upstream/attempt.ts';
import { createConfigurationCheck } from '../../src/upstream/configuration-check.ts';
import { errorForStatus, noListError } from '../../src/upstream/upstream-errors.ts';
import { itemOf } from '../front-door.ts';
import { requestScope } from '../request-scope.ts';
import { openWatched, type Watched } from './watched.ts';

const sources = ['BUTTER', 'BURKI'] as const;
const sandboxOf = (watched: Watched, name: (typeof sources)[number]) =>
  name === 'BUTTER' ? watched.butter : watched.burki;

const listOf = (name: string) =>
  `{ calls(filter: { sources: [${name}] }) { coverage { source code } edges { node { sid } } } }`;

async function shown(watched: Watched, name: (typeof sources)[number]) {
  const { data } = await watched.ask('{ callSources { source state } }');
  return {
    graph: itemOf(data.callSources, name).state,
    ready: readinessOf('serving', watched.gateway.stats()).sources.find(source => source.name === name)
      ?.state,
    gauge: await watched.value('switchboard_upstream_misconfigured', { source: name }),
  };
}
const misconfigured = { graph: 'MISCONFIGURED', ready: 'MISCONFIGURED', gauge: 1 };
const ok = { graph: 'AVAILABLE', ready: 'OK', gauge: 0 };

const page = '<!doctype html><title>Not here</title>';
const bodies = {
  'the API itself': undefined,
  'a proxy': page,
  'an empty response': '',
  'a text': '"Not Found"',
};

describe.each(sources)('a list of %s', name => {
  test.each(Object.entries(bodies))('that is 404 by %s is a misconfiguration', async (_, body) => {
    const watched = await openWatched();
    const sandbox = sandboxOf(watched, name);
    const stop = sandbox.play({
      route: 'list',
      fault: { kind: 'status', status: 404, ...(body !== undefined && { body }) },
    });
    const { data, errors } = await watched.ask(listOf(name));
    expect(data.calls).toBeNull();
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('has no list of calls at the configured address.'),
      extensions: { code: 'UPSTREAM_ERROR', source: name, retryable: false },
    });
    expect(watched.cost()).toHaveLength(1);
    expect(watched.lines('upstream failure')).toMatchObject([
      { level: 'warn', source: name, route: 'list', code: 'UPSTREAM_ERROR', status: 404 },
    ]);
    const labels = { source: name, route: 'list' };
    expect(
      await watched.value('switchboard_upstream_attempts_total', { ...labels, outcome: 'UPSTREAM_ERROR' }),
    ).toBe(1);
    expect(await watched.value('switchboard_upstream_attempts_total', { ...labels, outcome: 'ok' })).toBe(0);
    expect(await shown(watched, name)).toEqual(misconfigured);
    stop();
    await watched.ask(listOf(name));
    expect(await shown(watched, name)).toEqual(ok);
  });

  test.each([401, 403])('that is %i refuses the credentials', async status => {
    const watched = await openWatched();
    const stop = sandboxOf(watched, name).play({ fault: { kind: 'status', status } });
    await watched.ask(listOf(name));
    expect(await shown(watched, name)).toEqual(misconfigured);
    stop();
    const byKey =
      name === 'BUTTER' ? 'callBySid(sid: "call_abc123def456")' : 'callByDatabaseId(databaseId: 101)';
    await watched.ask(`{ ${byKey} { status } }`);
    expect(await shown(watched, name)).toEqual(ok);
  });
});

test('an absent call, an unknown assistant and an expired cursor are no misconfiguration', async () => {
  const watched = await openWatched({ butter: { calls: 60 } });
  await watched.ask(
    '{ callBySid(sid: "call_gone") { status } callByDatabaseId(databaseId: 999999) { status } }',
  );
  const cut = watched.burki.play({
    route: 'list',
    matches: ({ url }) => url.includes('assistant_id'),
    fault: { kind: 'status', status: 404 },
  });
  const { data } = await watched.ask(
    '{ calls(first: 2, filter: { sources: [BURKI], agents: ["1"] }) { coverage { source state } } }',
  );
  expect(itemOf(data.calls.coverage, 'BURKI')).toMatchObject({ state: 'COMPLETE' });
  expect(watched.cost().filter(url => url.includes('assistant_id'))).toHaveLength(1);
  cut();
  const first = await watched.ask(
    '{ calls(first: 20, filter: { sources: [BUTTER] }) { pageInfo { endCursor } } }',
  );
  watched.butter.play({
    route: 'list',
    matches: ({ url }) => url.includes('cursor='),
    fault: { kind: 'status', status: 404, body: page },
  });
  const { endCursor } = first.data.calls.pageInfo;
  const next = await watched.ask(
    `{ calls(first: 20, after: "${endCursor}", filter: { sources: [BUTTER] }) { edges { node { sid } } } }`,
  );
  expect(next.errors).toBeUndefined();
  for (const name of sources) expect(await shown(watched, name)).toEqual(ok);
});

test('credentials of a client that are forwarded and refused say nothing of the settings', async () => {
  const watched = await openWatched({ gateway: { forwardHeaders: ['authorization'] } });
  watched.burki.play({ fault: { kind: 'status', status: 401 } });
  const request = new Request('http://switchboard.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Basic YTpi' },
    body: JSON.stringify({ query: listOf('BURKI') }),
  });
  const { errors } = await (await watched.gateway.fetch(request)).json();
  expect(errors[0].extensions.code).toBe('UPSTREAM_AUTH');
  expect(await shown(watched, 'BURKI')).toEqual(ok);
});

test('after any outcomes a source is misconfigured by the latest that says something of its settings', () => {
  const label = { name: 'BUTTER', title: 'Butter' } as const;
  const route = fc.constantFrom<Route>('list', 'call', 'transcript', 'recording', 'agent', 'agents');
  const status = fc.constantFrom(200, 401, 403, 404, 429, 500, 503);
  fc.assert(
    fc.property(fc.array(fc.tuple(route, status), { maxLength: 30 }), outcomes => {
      const check = createConfigurationCheck();
      for (const [at, code] of outcomes) {
        const failure =
          code === 404 && at === 'list' ? noListError(label, 404) : errorForStatus(label, code, null);
        check.record(at, code === 200 || (code === 404 && at !== 'list') ? null : failure, requestScope());
      }
      const succeeded = outcomes.map(([at, code]) => code === 200 || (code === 404 && at !== 'list'));
      const lastOf = (isIt: (outcome: [Route, number]) => boolean) => outcomes.findLastIndex(isIt);
      const refused = lastOf(([, code]) => code === 401 || code === 403) > succeeded.lastIndexOf(true);
      const lacksList =
        lastOf(([at, code]) => at === 'list' && code === 404) >
        lastOf(([at, code]) => at === 'list' && code === 200);
      expect(check.isMisconfigured).toBe(refused || lacksList);
    }),
  );
});
