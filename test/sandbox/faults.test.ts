import { describe, expect, test } from 'vitest';
import { serveSandboxes } from '../../src/server/serve-sandboxes.ts';
import { ask, openBurki, openButter } from './asking.ts';

const one = '/api/v1/calls/101';

describe('a fault', () => {
  test('can be any status with Retry-After, until it is removed', async () => {
    const sandbox = await openBurki();
    const end = sandbox.play({ fault: { kind: 'status', status: 503, retryAfter: 3 } });
    const answer = await ask(sandbox, one);
    expect(answer).toMatchObject({ status: 503, body: { detail: 'Service Unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('3');
    end();
    expect((await ask(sandbox, one)).status).toBe(200);
  });

  test('applies a given number of times, on one route, to matching requests', async () => {
    const sandbox = await openBurki();
    sandbox.play({
      route: 'call',
      matches: ({ path }) => path.endsWith('/101'),
      times: 1,
      fault: { kind: 'status', status: 500, body: 'Internal Server Error', contentType: 'text/plain' },
    });
    const statuses: number[] = [];
    for (const path of ['/api/v1/calls/', '/api/v1/calls/1001', one, one])
      statuses.push((await ask(sandbox, path)).status);
    expect(statuses).toEqual([200, 200, 500, 200]);
  });

  test('applies with its probability, and identically for the same seed', async () => {
    const strike = async () => {
      const sandbox = await openBurki();
      sandbox.play({ probability: 0.5, fault: { kind: 'status', status: 503 } });
      const statuses: number[] = [];
      for (let count = 0; count < 20; count++) statuses.push((await ask(sandbox, one)).status);
      return statuses;
    };
    const statuses = await strike();
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(await strike()).toEqual(statuses);
  });

  test('can leave a request without a response until the client gives up', async () => {
    const sandbox = await openBurki();
    sandbox.play({ fault: { kind: 'hang' } });
    const client = new AbortController();
    const waiting = fetch(sandbox.url + one, { signal: client.signal });
    await expect.poll(() => sandbox.requests).toMatchObject([{ route: 'call', status: null }]);
    client.abort();
    await expect(waiting).rejects.toThrow();
  });

  test('can destroy the socket', async () => {
    const sandbox = await openBurki();
    sandbox.play({ fault: { kind: 'reset' } });
    await expect(ask(sandbox, one)).rejects.toThrow('fetch failed');
  });

  test('can redirect to the other spelling of the slash', async () => {
    const sandbox = await openButter();
    sandbox.play({ times: 1, fault: { kind: 'redirect' } });
    const answer = await ask(sandbox, '/api/calls?limit=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([
      307,
      `${sandbox.url}/api/calls/?limit=1`,
    ]);
  });

  test('can be any text with status 200', async () => {
    const sandbox = await openBurki();
    sandbox.play({ fault: { kind: 'body', body: '<html>', contentType: 'text/html' } });
    expect(await ask(sandbox, one)).toMatchObject({ status: 200, body: '<html>' });
  });

  test('can alter the correct response', async () => {
    const sandbox = await openBurki();
    sandbox.play({ fault: { kind: 'rewrite', change: json => ({ was: json }) } });
    expect((await ask(sandbox, one)).body).toMatchObject({ was: { id: 101 } });
  });

  test('can be a delay alone', async () => {
    const sandbox = await openBurki();
    sandbox.play({ fault: { kind: 'delay', ms: 1 } });
    expect((await ask(sandbox, one)).body).toMatchObject({ id: 101 });
  });

  test.each([
    ['/api/calls/call_fault500', 500, 'text/plain; charset=utf-8'],
    ['/api/calls/call_fault503', 503, 'application/json'],
    ['/api/calls/call_fault429', 429, 'application/json'],
    ['/api/calls/call_faulthtml', 200, 'text/html; charset=utf-8'],
    ['/api/calls/call_faultfalse', 200, 'application/json'],
  ])('can be triggered in Butter by its key: %s', async (path, status, type) => {
    const answer = await ask(await openButter(), path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
  });

  test.each([
    ['sid/fault500', 500],
    ['sid/fault503', 503],
    ['sid/fault429/transcripts', 429],
    ['sid/faulthtml', 200],
    ['900500', 500],
    ['900503/recordings', 503],
    ['900429', 429],
  ])('can be triggered in Burki by its key: %s', async (key, status) => {
    const answer = await ask(await openBurki(), `/api/v1/calls/${key}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '7' : null);
  });
});

describe('the record of requests', () => {
  test('lists the requests in order, without their keys', async () => {
    const sandbox = await openButter();
    await ask(sandbox, '/api/calls?limit=2');
    await ask(sandbox, '/api/agents/agent_none');
    await ask(sandbox, '/elsewhere');
    expect(sandbox.requests).toMatchObject([
      {
        method: 'GET',
        path: '/api/calls',
        query: { limit: '2' },
        url: '/api/calls?limit=2',
        route: 'list',
        status: 200,
      },
      { route: 'agent', status: 404 },
      { route: 'unknown', status: 404 },
    ]);
    expect(sandbox.requests[0]?.headers).toMatchObject({ authorization: '…', 'x-api-key': '…' });
    expect(JSON.stringify(sandbox.requests)).not.toContain(sandbox.apiKey);
    sandbox.forget();
    expect(sandbox.requests).toEqual([]);
  });
});

test('the sandboxes of all sources start together and print how to reach them', async () => {
  const lines: string[] = [];
  const { sandboxes, close } = await serveSandboxes({
    ports: { BUTTER: 0, BURKI: 0 },
    options: { calls: 5 },
    print: line => void lines.push(line),
  });
  const [butter = fail('no sandbox'), burki = fail('no sandbox')] = sandboxes;
  expect(lines).toEqual([
    `Butter sandbox: ${butter.url}  key: sandbox-butter-key`,
    `  curl -H 'X-API-Key: sandbox-butter-key' '${butter.url}/api/calls?limit=2'`,
    `Burki sandbox:  ${burki.url}  key: sandbox-burki-key`,
    `  curl -H 'Authorization: Bearer sandbox-burki-key' '${burki.url}/api/v1/calls/?limit=2'`,
  ]);
  for (const { url } of sandboxes) expect((await fetch(url)).status).toBe(404);
  await close();
  await expect(fetch(butter.url)).rejects.toThrow('fetch failed');
});

function fail(message: string): never {
  throw new Error(message);
}
