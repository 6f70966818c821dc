import { expect, test } from 'vitest';
import { openHost } from './http-host.ts';

const json = { 'content-type': 'application/json' };
const breaker = { failures: 2, windowMs: 60_000, openMs: 60_000 };

test('failures in the background open no breaker, and are not retried', async () => {
  const { get, requests, statusInBackground } = await openHost(
    ({ url }, response) => response.writeHead(url === '/good' ? 200 : 500, json).end('{}'),
    { limits: { breaker, attempts: 3, retryBaseMs: 1 } },
  );
  for (let each = 0; each < 10; each += 1) expect(await statusInBackground(`/bad${each}`)).toBe(500);
  expect(requests).toHaveLength(10);
  expect(await get('/good')).toEqual({});
});

test('while a breaker is open nothing is sent in the background, and a success there closes it', async () => {
  let isDown = true;
  const { failureOf, get, requests, upstream, statusInBackground } = await openHost(
    (_, response) => response.writeHead(isDown ? 503 : 200, json).end('{}'),
    { limits: { breaker: { ...breaker, openMs: 300 } } },
  );
  await failureOf('/one');
  await failureOf('/two');
  expect(upstream.stats.breakers.call).toBe('OPEN');
  isDown = false;
  const waiting = statusInBackground('/three');
  expect(await failureOf('/four')).toMatchObject({ details: { rejectedBy: 'breaker' } });
  expect(await waiting).toBeNull();
  expect(requests).toEqual(['/one', '/two', '/three']);
  expect(upstream.stats.breakers.call).toBe('CLOSED');
  expect(await get('/five')).toEqual({});
});

test('a client shares no request with the background', async () => {
  const held: (() => void)[] = [];
  const { get, requests, statusInBackground } = await openHost((_, response) => {
    held.push(() => response.writeHead(200, json).end('{}'));
  });
  const both = [statusInBackground('/same'), get('/same'), get('/same')];
  await expect.poll(() => requests.length).toBe(2);
  for (const release of held) release();
  expect(await Promise.all(both)).toEqual([null, {}, {}]);
  expect(requests).toHaveLength(2);
});

test('the response times of a source are those of its clients', async () => {
  const { get, upstream, statusInBackground } = await openHost((_, response) =>
    response.writeHead(200, json).end('{}'),
  );
  await statusInBackground('/one');
  expect(upstream.stats.latency).toBeNull();
  await get('/two');
  expect(upstream.stats.latency).not.toBeNull();
});
