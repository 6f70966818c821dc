import { describe, expect, test } from 'vitest';
import { callsOf, inMemoryIndex } from '../call-index/in-memory-index.ts';
import { blocks } from '../docs/pages.ts';
import { costConversion } from '../indexed-connection/indexed-door.ts';
import { isInstalled, openSupergraph, type Supergraph } from './supergraph.ts';

const butterSid = 'call_abc123def456';
const burkiSid = 'CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
const key = 'a-key-of-the-web-team';

if (!isInstalled) console.warn('Not run: `npm ci` in examples/federation has not been.');

describe.skipIf(!isInstalled).each(['hive', 'apollo'] as const)('behind the router of %s', router => {
  test('other subgraphs reach a call by each of its keys', async () => {
    const { ask, cost, requests } = await openSupergraph(router);
    const byKey = await ask(`{
      deals { title call { status source } }
      tickets { subject call { status source } }
      reviews { stars call { status source } }
    }`);
    const butter = { status: 'COMPLETED', source: 'BUTTER' };
    const burki = { status: 'COMPLETED', source: 'BURKI' };
    expect(byKey.data).toEqual({
      deals: [
        { title: 'New kitchen', call: butter },
        { title: 'Winter tyres', call: burki },
        { title: 'Came by mail', call: null },
        { title: 'Call long gone', call: null },
      ],
      tickets: [
        { subject: 'Heating is out', call: burki },
        { subject: 'Wrote an email', call: null },
      ],
      reviews: [
        { stars: 5, call: butter },
        { stars: 2, call: burki },
      ],
    });
    expect(requests()).toBeLessThanOrEqual(3);
    expect(new Set(cost())).toEqual(
      new Set([
        `BUTTER /api/calls/${butterSid}`,
        'BUTTER /api/calls/call_gone',
        `BURKI /api/v1/calls/sid/${burkiSid}`,
        'BURKI /api/v1/calls/101',
      ]),
    );
  });

  test('the query of docs/federation.md gives its answer', async () => {
    const { ask } = await openSupergraph(router);
    const [query = ''] = blocks('docs/federation.md', 'graphql');
    const [answer = ''] = blocks('docs/federation.md', 'json');
    expect((await ask(query)).data).toEqual(JSON.parse(answer).data);
  });

  test('lists and sums of the index are those of the README', async () => {
    const memory = inMemoryIndex(() => callsOf(supergraph.butter, supergraph.burki));
    const gateway = { costConversion, createIndex: () => memory.index };
    const supergraph: Supergraph = await openSupergraph(router, { gateway });
    const [, query = ''] = blocks('README.md', 'graphql');
    const [, answer = ''] = blocks('README.md', 'json');
    const { data, errors } = await supergraph.ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual(JSON.parse(answer).data);
    expect(supergraph.cost()).toEqual([]);
  });

  test('statistics give other subgraphs the agent of each group, and agents their calls', async () => {
    const memory = inMemoryIndex(() => callsOf(supergraph.butter, supergraph.burki));
    const supergraph: Supergraph = await openSupergraph(router, {
      gateway: { costConversion, createIndex: () => memory.index },
    });
    const { data, errors } = await supergraph.ask(`{
      callStats(groupBy: [AGENT]) { groups { key { agent { id name coach } } figures { callCount } } }
      voiceAgents(first: 3, filter: { sources: [BURKI] }) {
        nodes { name coach calls(first: 1, orderBy: { field: DURATION }) { totalCount nodes { source duration } } }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.callStats.groups).toContainEqual({
      key: { agent: { id: expect.any(String), name: 'ServiceBot', coach: 'Ada' } },
      figures: { callCount: expect.any(Number) },
    });
    expect(data.voiceAgents.nodes).toHaveLength(3);
    for (const { calls } of data.voiceAgents.nodes) {
      expect(calls.totalCount).toBeGreaterThan(0);
      expect(calls.nodes).toMatchObject([{ source: 'BURKI' }]);
    }
  });

  test('a call has the fields of other subgraphs by each of its keys', async () => {
    const { ask, cost } = await openSupergraph(router);
    const known = 'deals { title } tickets { subject } reviews { stars } agent { name coach }';
    const { data, errors } = await ask(`{
      butter: callBySid(sid: "${butterSid}") { ${known} }
      burki: callByDatabaseId(databaseId: 101) { ${known} }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      butter: {
        deals: [{ title: 'New kitchen' }],
        tickets: null,
        reviews: [{ stars: 5 }],
        agent: { name: 'Sales Rep', coach: 'Ada' },
      },
      burki: {
        deals: [{ title: 'Winter tyres' }],
        tickets: [{ subject: 'Heating is out' }],
        reviews: [{ stars: 2 }],
        agent: { name: 'ServiceBot', coach: 'Ada' },
      },
    });
    // Hive loads the agent in a further request, by a reference for each key of the call.
    expect(cost().length).toBeLessThanOrEqual(router === 'hive' ? 5 : 2);
  });

  test('a compound key names the source, where the router prefers it to the shorter one', async () => {
    const { ask, burki, cost } = await openSupergraph(router);
    burki.arrive({ call_sid: 'call_of_burki' });
    const { data } = await ask('{ invoices { amount call { agentName } } }');
    const call = { agentName: expect.any(String) };
    expect(data.invoices).toEqual([
      { amount: '12.50', call },
      { amount: '30.00', call },
      { amount: '8.00', call: router === 'hive' ? call : { agentName: null } },
    ]);
    expect(cost()).toContain(
      router === 'hive' ? 'BURKI /api/v1/calls/sid/call_of_burki' : 'BUTTER /api/calls/call_of_burki',
    );
  });

  test('a failing source makes only its own calls null, with its error code', async () => {
    const { ask, burki } = await openSupergraph(router);
    burki.play({ fault: { kind: 'status', status: 503 } });
    const { data, errors } = await ask('{ deals { title call { source endReason } } }');
    expect(data.deals.slice(0, 2)).toEqual([
      { title: 'New kitchen', call: { source: 'BUTTER', endReason: 'tool_end_call' } },
      { title: 'Winter tyres', call: null },
    ]);
    const codes = errors?.map(({ extensions }) => extensions['code']);
    expect(codes).toContain('UPSTREAM_UNAVAILABLE');
  });

  test('the headers that the router forwards identify the caller, here and at the upstreams', async () => {
    const { ask, butter, cost } = await openSupergraph(router, {
      key,
      gateway: {
        access: { apiKeys: [{ name: 'web', key }], tokens: null, requestsPerMinute: null, trustProxy: false },
        forwardHeaders: ['x-tenant'],
      },
    });
    const join = '{ deals { call { source endReason } } }';
    const unknown = await ask(join);
    expect(unknown.data?.deals[0].call ?? null).toBeNull();
    expect(JSON.stringify(unknown.errors)).toContain('UNAUTHENTICATED');
    expect(cost()).toEqual([]);
    const known = await ask(join, {
      authorization: `Bearer ${key}`,
      'x-tenant': 'acme',
      'x-request-id': 'a-b-c',
      'x-other': 'stays',
    });
    expect(known.data.deals[0].call).toEqual({ source: 'BUTTER', endReason: 'tool_end_call' });
    expect(butter.requests[0]?.headers).toMatchObject({ 'x-tenant': 'acme', 'x-request-id': 'a-b-c' });
    expect(butter.requests[0]?.headers).not.toHaveProperty('x-other');
  });

  test('fifty joins at once are one request for entities each', async () => {
    const { ask, requests, cost } = await openSupergraph(router);
    const answers = await Promise.all(
      // Told apart, because Hive asks once for what several ask alike at one time.
      Array.from({ length: 50 }, (_, place) =>
        ask('{ deals { call { sid source endReason } } }', { 'x-request-id': `join.${place}` }),
      ),
    );
    for (const { data } of answers)
      expect(data.deals[0].call).toEqual({ sid: butterSid, source: 'BUTTER', endReason: 'tool_end_call' });
    expect(requests()).toBe(50);
    // Concurrent identical requests are coalesced into one.
    expect(cost().length).toBeLessThanOrEqual(150);
  });
});
