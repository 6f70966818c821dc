import { describe, expect, test } from 'vitest';
import { answering, openHost } from './http-host.ts';

const page = '<!doctype html><title>Sign in</title>';

test('a success returns its JSON', async () => {
  const host = await openHost(answering(200, '{"a":[1,null,"x"]}'));
  expect(await host.get()).toEqual({ a: [1, null, 'x'] });
});

describe('a status', () => {
  test.each([
    [400, 'UPSTREAM_ERROR', false, 'Butter answered with status 400.'],
    [401, 'UPSTREAM_AUTH', false, "Butter refused the gateway's credentials."],
    [402, 'UPSTREAM_ERROR', false, 'Butter answered with status 402.'],
    [403, 'UPSTREAM_AUTH', false, "Butter refused the gateway's credentials."],
    [422, 'UPSTREAM_ERROR', false, 'Butter answered with status 422.'],
    [429, 'UPSTREAM_RATE_LIMITED', true, 'Butter allows no more requests just now.'],
    [500, 'UPSTREAM_ERROR', true, 'Butter answered with status 500.'],
    [502, 'UPSTREAM_UNAVAILABLE', true, 'Butter is not available just now.'],
    [503, 'UPSTREAM_UNAVAILABLE', true, 'Butter is not available just now.'],
    [504, 'UPSTREAM_UNAVAILABLE', true, 'Butter is not available just now.'],
  ])('%i is %s, retryable: %s', async (status, code, retryable, message) => {
    const host = await openHost(answering(status, '{"detail":"no"}'));
    const failure = await host.failureOf();
    expect(failure).toMatchObject({ code, message, details: { source: 'BUTTER', status, retryable } });
    expect(failure.details.retryAfter).toBeUndefined();
  });

  test('has its code whatever its body is', async () => {
    const host = await openHost(answering(503, page, { 'content-type': 'text/html' }));
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

describe('a 404', () => {
  test('with a JSON object of the API means that nothing was found', async () => {
    const host = await openHost(answering(404, '{"detail":"Call not found"}'));
    expect(await host.get()).toBeUndefined();
  });

  test('with an HTML page is an invalid response', async () => {
    const host = await openHost(answering(404, page, { 'content-type': 'text/html' }));
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  test('with an empty body is an invalid response', async () => {
    const host = await openHost(answering(404, ''));
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  test('with JSON that is not an object is an upstream error', async () => {
    const host = await openHost(answering(404, '"Not Found"'));
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_ERROR', details: { status: 404 } });
  });
});

describe('the retry time', () => {
  test.each([
    ['7', 7],
    ['0', 0],
    ['Mon, 09 Mar 2026 10:00:45 GMT', 45],
    ['Tue, 10 Mar 2026 10:00:00 GMT', 60],
    ['86400', 60],
    ['99999999999', 60],
    ['7 ', 7],
    ['Mon, 09 Mar 2026 09:00:00 GMT', 0],
  ])('of Retry-After: %s is %i seconds', async (header, seconds) => {
    for (const status of [429, 502, 503, 504]) {
      const host = await openHost(answering(status, '{}', { 'retry-after': header }));
      expect((await host.failureOf()).details.retryAfter).toBe(seconds);
    }
  });

  test.each(['soon', '-5', '1.5', '7 seconds', 'in 7 s'])('is unknown by Retry-After: %s', async header => {
    const host = await openHost(answering(429, '{}', { 'retry-after': header }));
    expect((await host.failureOf()).details.retryAfter).toBeUndefined();
  });
});

test.each([301, 302, 303, 307, 308])('the redirect %i is never followed', async status => {
  const host = await openHost(answering(status, '', { location: '/elsewhere' }));
  expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_ERROR', details: { retryable: false } });
  expect(host.requests).toEqual(['/things']);
});

describe('a success that is not JSON', () => {
  test.each([
    ['a page', page],
    ['JSON cut off', '{"success":true,"data":{"call_sid":"ca'],
    ['nothing', ''],
    ['JSON and more', '{} {}'],
    ['NaN, as Python writes it', '{"total_cost":NaN}'],
  ])('is an invalid response: %s', async (_, body) => {
    const host = await openHost(answering(200, body));
    expect(await host.failureOf()).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Butter answered with something that is not JSON.',
      details: { source: 'BUTTER', retryable: true },
    });
  });

  test('is an invalid response also without content', async () => {
    const host = await openHost(answering(204, ''));
    expect(await host.failureOf()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });
});
