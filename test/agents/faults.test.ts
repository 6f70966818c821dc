import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/index.ts';
import { defaultLimits } from '../../src/upstream/limits.ts';
import { impatient, itemOf, openFrontDoor, plainLimits } from '../front-door.ts';
import { agentsOf, askAgents } from './paging.ts';

const faults: readonly (readonly [string, Fault, code: string])[] = [
  ['never answers', { kind: 'hang' }, 'UPSTREAM_TIMEOUT'],
  ['stops half-way', { kind: 'stall' }, 'UPSTREAM_TIMEOUT'],
  ['resets the connection', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ['answers 500', { kind: 'status', status: 500 }, 'UPSTREAM_ERROR'],
  ['answers 503', { kind: 'status', status: 503 }, 'UPSTREAM_UNAVAILABLE'],
  ['answers 429', { kind: 'status', status: 429, retryAfter: 60 }, 'UPSTREAM_RATE_LIMITED'],
  ['answers 401', { kind: 'status', status: 401 }, 'UPSTREAM_AUTH'],
  ['answers 422', { kind: 'status', status: 422 }, 'UPSTREAM_ERROR'],
  ['redirects', { kind: 'redirect' }, 'UPSTREAM_ERROR'],
  [
    'answers with a page',
    { kind: 'body', body: '<html>', contentType: 'text/html' },
    'UPSTREAM_INVALID_RESPONSE',
  ],
  ['cuts its JSON off', { kind: 'body', body: '[{"id": 1' }, 'UPSTREAM_INVALID_RESPONSE'],
  ['answers null', { kind: 'body', body: 'null' }, 'UPSTREAM_INVALID_RESPONSE'],
  ['answers a number', { kind: 'body', body: '7' }, 'UPSTREAM_INVALID_RESPONSE'],
  ['answers without end', { kind: 'flood' }, 'UPSTREAM_INVALID_RESPONSE'],
  ['sends a bomb', { kind: 'bomb', bytes: 100_000_000 }, 'UPSTREAM_INVALID_RESPONSE'],
];

describe.each([
  ['butter', 'BUTTER', 'BURKI'],
  ['burki', 'BURKI', 'BUTTER'],
] as const)('a list of agents of %s', (name, source, other) => {
  test.each(faults)('that %s costs only its own agents', async (_, fault, code) => {
    const door = await openFrontDoor({ gateway: impatient });
    door[name].play({ route: 'agents', fault });
    const { status, data, errors } = await askAgents(door);
    expect(status).toBe(200);
    expect(errors).toBeUndefined();
    expect(agentsOf(data).map(agent => agent.source)).toEqual(Array(4).fill(other));
    expect(itemOf(data.voiceAgents.coverage, source)).toMatchObject({ state: 'UNAVAILABLE', code });
    expect(itemOf(data.voiceAgents.coverage, other)).toMatchObject({ state: 'COMPLETE', code: null });
  });

  test('that keeps failing is not asked for the moment, while calls and single agents are', async () => {
    const limits = { ...plainLimits, breaker: defaultLimits.breaker };
    const door = await openFrontDoor({ gateway: { limits } });
    door[name].play({ route: 'agents', fault: { kind: 'status', status: 500 } });
    for (let asked = 0; asked < 5; asked += 1) await askAgents(door, { filter: { sources: [source] } });
    door.cost();
    const { errors } = await askAgents(door, { filter: { sources: [source] } });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', source } }]);
    expect(door.cost()).toEqual([]);
    const { data } = await door.ask(
      `{ calls(first: 1, filter: { sources: ${source} }) { nodes { agent { createdAt } } } }`,
    );
    expect(data.calls.nodes[0].agent.createdAt).not.toBeNull();
  });
});

test('fields of any type are null, and the agents stay', async () => {
  const door = await openFrontDoor();
  const wrong = [{}, [], true, 'soon', -0.5, 2 ** 53 + 2, null];
  const change = (json: unknown) =>
    (json as Record<string, unknown>[]).map(({ id, ...rest }) => ({
      ...Object.fromEntries(Object.keys(rest).map((key, at) => [key, wrong[at % wrong.length]])),
      id,
    }));
  door.burki.play({ route: 'agents', fault: { kind: 'rewrite', change } });
  const { data, errors } = await door.ask(`{
    voiceAgents(filter: { sources: BURKI }) {
      nodes { agentId name description active language createdAt settings { llm { model } tts { voice } stt { language } } }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data.voiceAgents.nodes.map(({ agentId }: { agentId: string }) => agentId).sort()).toEqual([
    '123',
    '124',
    '130',
    '131',
  ]);
});

test('numbers beyond 2^53 are no keys of agents', async () => {
  const door = await openFrontDoor();
  const body = '[{"id": 9007199254740993, "name": "Rounded"}, {"id": 7, "name": "Seven"}]';
  door.burki.play({ route: 'agents', fault: { kind: 'body', body } });
  const { data } = await askAgents(door, { filter: { sources: ['BURKI'] } });
  expect(agentsOf(data)).toMatchObject([{ agentId: '7' }]);
});
