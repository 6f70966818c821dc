import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { withPauseEndpoint } from '../../src/server/pause-endpoint.ts';
import { readinessOf } from '../../src/server/readiness.ts';
import { itemOf } from '../front-door.ts';
import { openWatched, type Watched } from '../observability/watched.ts';

const call = (index: number) => `{ callBySid(sid: "call_${index}") { status } }`;

/** Lets Butter answer the next request with a 429 that asks for a day. */
const limitOnce = ({ butter }: Watched) =>
  butter.play({ times: 1, fault: { kind: 'status', status: 429, retryAfter: 86_400 } });

const readiness = ({ gateway }: Watched) => readinessOf('serving', gateway.stats());

async function shown(watched: Watched) {
  const { data } = await watched.ask('{ callSources { source state } }');
  const { status, sources } = readiness(watched);
  return {
    graph: itemOf(data.callSources, 'BUTTER').state,
    ready: [status, sources.find(({ name }) => name === 'BUTTER')],
    seconds: await watched.value('switchboard_upstream_paused_seconds', { source: 'BUTTER' }),
  };
}

const unpaused = { graph: 'AVAILABLE', ready: ['ready', { name: 'BUTTER', state: 'OK' }], seconds: 0 };

/** The endpoint that lifts pauses, as a method and an address ask it. */
async function openEndpoint({ gateway }: Watched) {
  const next = (_: unknown, response: { writeHead(status: number): { end(): void } }) =>
    response.writeHead(405).end();
  const { url, close } = await listen(withPauseEndpoint(gateway.liftPauses, next), '127.0.0.1', 0);
  onTestFinished(close);
  return async (method: 'DELETE' | 'GET', path: string) => {
    const { statusCode, body } = await request(`${url}${path}`, { method });
    const text = await body.text();
    return { status: statusCode, body: text && JSON.parse(text) };
  };
}

test('a Retry-After of a day pauses a source for a minute, which the graph, /ready and a metric show', async () => {
  const watched = await openWatched();
  expect(await shown(watched)).toEqual(unpaused);
  limitOnce(watched);
  const before = Date.now();
  const { errors } = await watched.ask(call(1));
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfter: 60 });
  const { graph, ready, seconds } = await shown(watched);
  expect(graph).toBe('UNAVAILABLE');
  const pausedUntil = expect.toSatisfy(
    (time: string) => Date.parse(time) > before && Date.parse(time) <= Date.now() + 60_000,
  );
  expect(ready).toEqual(['ready', { name: 'BUTTER', state: 'PAUSED', pausedUntil }]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
});

test('a gateway whose sources are all paused is ready', async () => {
  const watched = await openWatched({ off: ['BURKI'] });
  limitOnce(watched);
  await watched.ask(call(1));
  expect(readiness(watched)).toMatchObject({
    status: 'ready',
    sources: expect.arrayContaining([
      expect.objectContaining({ name: 'BUTTER', state: 'PAUSED' }),
      expect.objectContaining({ name: 'BURKI', state: 'NOT_CONFIGURED' }),
    ]),
  });
});

test('DELETE /pauses/SOURCE lifts the pause', async () => {
  const watched = await openWatched();
  const send = await openEndpoint(watched);
  limitOnce(watched);
  await watched.ask(call(1));
  watched.cost();
  expect((await watched.ask(call(2))).errors).toHaveLength(1);
  expect(watched.cost()).toEqual([]);
  expect(await send('DELETE', '/pauses/butter')).toEqual({ status: 200, body: { lifted: 'everywhere' } });
  expect(await shown(watched)).toEqual({ ...unpaused, graph: 'AVAILABLE' });
  expect((await watched.ask(call(2))).errors).toBeUndefined();
  expect(watched.cost()).toHaveLength(1);
});

test('only a DELETE for a source that is configured lifts a pause', async () => {
  const watched = await openWatched({ off: ['BURKI'] });
  const send = await openEndpoint(watched);
  const unknown = { status: 404, body: { message: 'This is no source that is configured.' } };
  for (const name of ['burki', 'margarine', '__proto__']) {
    const answer = await send('DELETE', `/pauses/${name}`);
    expect([unknown, { status: 405, body: '' }]).toContainEqual(answer);
  }
  for (const path of ['/pauses', '/pauses/', '/pauses/butter/x', '/pauses/butter?x', '//pauses/butter'])
    expect((await send('DELETE', path)).status).toBe(405);
  expect((await send('GET', '/pauses/butter')).status).toBe(405);
});
