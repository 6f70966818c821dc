import { graphql } from 'graphql';
import { expect, test } from 'vitest';
import type { ConnectedSource } from '../../src/domain/call-source.ts';
import { createContext } from '../../src/graphql/context.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { requestScope } from '../request-scope.ts';
import { butterInMemory } from './in-memory.ts';

test('nodes are the calls of the edges, at the same upstream requests', async () => {
  const { ask, cost } = await openFrontDoor();
  const page = (selection: string) => ask(`{ calls(first: 20) { ${selection} pageInfo { endCursor } } }`);
  const edges = await page('edges { node { id status } }');
  const requests = cost();
  const nodes = await page('nodes { id status }');
  expect(nodes.data.calls.nodes).toEqual(edges.data.calls.edges.map(({ node }: { node: object }) => node));
  expect(nodes.data.calls.pageInfo).toEqual(edges.data.calls.pageInfo);
  expect(cost()).toEqual(requests);
});

test('a detail field of nodes costs what it costs below edges', async () => {
  const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 4 } });
  const filter = 'filter: { sources: BUTTER }';
  const tooMany = await ask(`{ calls(first: 4, ${filter}) { nodes { traceId } } }`);
  expect(tooMany.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
  expect(cost()).toEqual([]);
  const { data, errors } = await ask(`{ calls(first: 3, ${filter}) { nodes { sid traceId } } }`);
  expect(errors).toBeUndefined();
  const sids = data.calls.nodes.map(({ sid }: { sid: string }) => `BUTTER /api/calls/${sid}`);
  expect(cost()).toEqual(['BUTTER /api/calls?limit=5', ...sids]);
});

/** Counts the positions that a source encodes for cursors. */
function countEncodings({ calls, ...rest }: ConnectedSource) {
  let count = 0;
  const connected: ConnectedSource = {
    ...rest,
    calls: calls && {
      ...calls,
      encodePosition(position) {
        count += 1;
        return calls.encodePosition(position);
      },
    },
  };
  return { connected, encodings: () => count };
}

test.each([
  ['nodes { id } coverage { state }', 0],
  ['nodes { id } pageInfo { hasNextPage endCursor }', 1],
  ['edges { node { id } } pageInfo { endCursor }', 1],
  ['edges { cursor node { id } }', 50],
])('a page with { %s } encodes %i cursors', async (selection, count) => {
  const butter = butterInMemory();
  butter.rows = Array.from({ length: 60 }, (_, key) => ({ key, time: 1_772_000_000 - key * 60 }));
  const { connected, encodings } = countEncodings(butter.connected);
  const caller = { name: 'anonymous', authMethod: 'ANONYMOUS' } as const;
  const contextValue = createContext({
    sources: [connected],
    driftOf: () => 0,
    caller,
    scope: requestScope(),
  });
  const source = `{ calls(first: 50) { ${selection} } }`;
  const { errors } = await graphql({ schema: buildSchema(), source, contextValue });
  expect(errors).toBeUndefined();
  expect(encodings()).toBe(count);
});

test('time is the start of a call, or else its creation, and orders the list', async () => {
  const { ask, butter, burki, cost } = await openFrontDoor({ butter: { calls: 3 }, burki: { calls: 3 } });
  const [newest, second] = butter.calls;
  butter.change(newest?.call_sid ?? '', { start_time: null });
  butter.change(second?.call_sid ?? '', { start_time: null, created_at: null });
  burki.change(burki.calls[0]?.id ?? 0, { started_at: null });
  const { data } = await ask('{ calls { nodes { sid time startedAt createdAt } } }');
  expect(cost()).toHaveLength(2);
  const { nodes } = data.calls;
  type Timed = Record<'sid' | 'time' | 'startedAt' | 'createdAt', string | null>;
  expect(nodes.map(({ time }: Timed) => time)).toEqual(
    nodes.map(({ startedAt, createdAt }: Timed) => startedAt ?? createdAt),
  );
  const call = (sid: string | undefined): Timed => nodes.find((node: Timed) => node.sid === sid);
  expect(call(newest?.call_sid)).toMatchObject({ startedAt: null, time: expect.any(String) });
  expect(call(second?.call_sid).time).toBeNull();
  expect(call(burki.calls[0]?.call_sid).time).toBeNull();
});

test.each([
  ['preview', true],
  ['Preview ', true],
  ['inbound', false],
  ['outbound', false],
  ['rehearsal', null],
  [null, null],
])('a Butter call of type %j is a preview: %s', async (call_type, isPreview) => {
  const { ask, butter, burki, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  butter.change(butter.calls[0]?.call_sid ?? '', { call_type });
  const { data } = await ask('{ calls { nodes { source isPreview } } }');
  expect(itemOf(data.calls.nodes, 'BUTTER').isPreview).toBe(isPreview);
  expect(itemOf(data.calls.nodes, 'BURKI').isPreview).toBeNull();
  expect(burki.calls).toHaveLength(1);
  expect(cost()).toHaveLength(2);
});

test('the source itself answered, unless nobody was asked', async () => {
  const { ask } = await openFrontDoor({ butter: { calls: 0 }, burki: { calls: 30 } });
  const origins = async (list: string) => {
    const { data } = await ask(
      `{ calls(${list}) { pageInfo { endCursor } coverage { source state origin } } }`,
    );
    return data.calls;
  };
  const asked = { state: 'COMPLETE', origin: 'SOURCE' };
  const first = await origins('first: 20');
  for (const source of ['BUTTER', 'BURKI'])
    expect(itemOf(first.coverage, source)).toEqual({ source, ...asked });
  const next = await origins(`first: 20, after: "${first.pageInfo.endCursor}"`);
  expect(itemOf(next.coverage, 'BUTTER')).toEqual({ source: 'BUTTER', state: 'COMPLETE', origin: null });
  expect(itemOf(next.coverage, 'BURKI')).toEqual({ source: 'BURKI', ...asked });
  const { coverage } = await origins('first: 20, filter: { sources: BUTTER }');
  expect(itemOf(coverage, 'BURKI')).toEqual({ source: 'BURKI', state: 'EXCLUDED', origin: null });
});

test('a source that is off or fails has no origin and the origin SOURCE', async () => {
  const { ask, burki } = await openFrontDoor({ off: ['BUTTER'] });
  const list = '{ calls { coverage { source state origin } } }';
  const { data } = await ask(list);
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({ state: 'NOT_CONFIGURED', origin: null });
  burki.play({ route: 'list', fault: { kind: 'status', status: 503 } });
  expect((await ask(list)).data.calls).toBeNull();
});
