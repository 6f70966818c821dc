import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskError } from '../../src/errors/mask-error.ts';
import { freePort } from '../listen.ts';
import { answering, connectTo, openHost, secret } from './http-host.ts';

const quick = { limits: { attemptTimeoutMs: 50 } };

describe('a response that is late', () => {
  test('is a timeout when nothing arrives', async () => {
    const host = await openHost(() => {}, quick);
    expect(await host.failureOf()).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      message: 'Butter did not answer in time.',
      details: { source: 'BUTTER', retryable: true },
    });
  });

  test('is a timeout when the body stalls', async () => {
    const host = await openHost((_, response) => void response.writeHead(200).write('{"a":'), quick);
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  test('is a timeout when the body arrives byte by byte', async () => {
    const host = await openHost((_, response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drip));
    }, quick);
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  test('leaves no socket behind', async () => {
    const closed: Promise<unknown>[] = [];
    const host = await openHost(request => void closed.push(once(request.socket, 'close')), quick);
    await host.failureOf();
    expect(await Promise.all(closed)).toHaveLength(1);
  });
});

describe('an exchange that ends early', () => {
  test('is unavailable when nobody listens', async () => {
    const failure = await connectTo(`http://127.0.0.1:${await freePort()}`).failureOf();
    expect(failure).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'Butter cannot be reached.',
      details: { retryable: true },
    });
  });

  test('is unavailable when the connection is reset before the response', async () => {
    const host = await openHost(request => request.socket.resetAndDestroy());
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('is unavailable when the connection is closed within the response', async () => {
    const host = await openHost((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":1', () => response.destroy());
    });
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('is an invalid response when the server does not speak HTTP', async () => {
    const host = await openHost(request => void request.socket.end('220 mail ready\r\n'));
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });
});

describe('a body that is too large', () => {
  const large = JSON.stringify('x'.repeat(1_000));

  test('is an invalid response, with or without its length', async () => {
    const announced = await openHost(answering(200, large, { 'content-length': String(large.length) }));
    const chunked = await openHost((_, response) => void response.writeHead(200).end(large));
    for (const host of [announced, chunked])
      expect(await host.failureOf()).toMatchObject({
        code: 'UPSTREAM_INVALID_RESPONSE',
        message: 'Butter sent more than the gateway accepts.',
      });
  });

  test('is accepted up to the limit', async () => {
    const host = await openHost(answering(200, JSON.stringify('x'.repeat(998))));
    expect(await host.get()).toHaveLength(998);
  });
});

describe('a body with Content-Encoding: deflate', () => {
  const sending = (body: Buffer) => openHost((_, response) => deflated(response).end(body));
  const deflated = (response: ServerResponse) => response.writeHead(200, { 'content-encoding': 'deflate' });

  test('is read with and without the zlib header, at any level', async () => {
    const fitting = fc.json({ maxDepth: 2 }).filter(json => Buffer.byteLength(json) <= 1_000);
    const anyBody = fc.record({ json: fitting, level: fc.integer({ min: 0, max: 9 }) });
    let next = Buffer.alloc(0);
    const host = await openHost((_, response) => deflated(response).end(next));
    await fc.assert(
      fc.asyncProperty(anyBody, fc.boolean(), async ({ json, level }, isRaw) => {
        next = (isRaw ? deflateRawSync : deflateSync)(json, { level });
        expect(await host.get()).toEqual(JSON.parse(json));
      }),
      { numRuns: 50 },
    );
  });

  test('is bounded by the limit without that header, too', async () => {
    const host = await sending(deflateRawSync(JSON.stringify('x'.repeat(1_000_000))));
    expect(await host.failureOf()).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Butter sent more than the gateway accepts.',
    });
  });

  test.each([
    ['is not compressed', Buffer.from('{"a":1}')],
    ['breaks off', deflateRawSync('{"a":1}').subarray(0, -3)],
  ])('is an invalid response if it %s', async (_, body) => {
    expect(await (await sending(body)).failureOf()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });
});

describe('a client that disconnects', () => {
  test('cancels the request in flight, down to the socket', async () => {
    const closed: Promise<unknown>[] = [];
    const client = new AbortController();
    const host = await openHost(request => {
      closed.push(once(request.socket, 'close'));
      client.abort();
    });
    await host.failureOf('/things', client.signal);
    expect(await Promise.all(closed)).toHaveLength(1);
  });

  test('costs no request if it disconnected before', async () => {
    const host = await openHost(answering(200, '{}'));
    await host.failureOf('/things', AbortSignal.abort());
    expect(host.requests).toEqual([]);
  });
});

test('no failure reveals its URL, its request or its response', async () => {
  const hosts = await Promise.all([
    openHost(answering(500, '{"detail":"SELECT body"}')),
    openHost(answering(401, '{"detail":"body"}')),
    openHost(answering(200, 'the body')),
    openHost(answering(307, '', { location: 'https://internal.example.com/body' })),
    openHost(request => request.socket.destroy()),
    openHost(() => {}, quick),
  ]);
  for (const host of hosts) {
    const shown = JSON.stringify(maskError(await host.failureOf('/secret-path')));
    expect(shown).toContain('BUTTER');
    for (const hidden of ['127.0.0.1', 'http', 'secret-path', 'body', 'internal', secret, 'x-api-key'])
      expect(shown).not.toContain(hidden);
  }
});
