import { describe, expect, test } from 'vitest';
import { answering, openHost, secret } from './http-host.ts';

const fine = answering(200, '{}');

describe('a query string', () => {
  test('escapes the + of an offset, which would otherwise mean a blank', async () => {
    const host = await openHost(fine);
    await host.get('/things', { date_to: '2026-03-09T10:00:00.123456+00:00' });
    expect(host.requests).toEqual(['/things?date_to=2026-03-09T10%3A00%3A00.123456%2B00%3A00']);
  });

  test('omits null, and keeps 0 and the empty string', async () => {
    const host = await openHost(fine);
    await host.get('/things', { cursor: null, skip: 0, status: '' });
    expect(host.requests).toEqual(['/things?skip=0&status=']);
  });

  test('is absent without parameters', async () => {
    const host = await openHost(fine);
    await host.get('/things', { cursor: null });
    expect(host.requests).toEqual(['/things']);
  });

  test('escapes values, so that none becomes a parameter', async () => {
    const host = await openHost(fine);
    await host.get('/things', { cursor: 'a&limit=100#b\r\nx: y' });
    expect(host.requests).toEqual(['/things?cursor=a%26limit%3D100%23b%0D%0Ax%3A+y']);
  });
});

describe('a base URL', () => {
  test.each([
    ['', '/things'],
    ['/', '/things'],
    ['/prefix', '/prefix/things'],
    ['/prefix/', '/prefix/things'],
    ['/two/deep//', '/two/deep/things'],
  ])('that ends with "%s" is requested at %s', async (path, asked) => {
    const host = await openHost(fine, { path });
    await host.get('/things');
    expect(host.requests).toEqual([asked]);
  });

  test('keeps the slash at the end of a path', async () => {
    const host = await openHost(fine, { path: '/prefix' });
    await host.get('/api/v1/calls/', { limit: 2 });
    expect(host.requests).toEqual(['/prefix/api/v1/calls/?limit=2']);
  });
});

test('every request is a GET for JSON with the headers of its source', async () => {
  const seen: unknown[] = [];
  const host = await openHost((request, response) => {
    const { accept, 'x-api-key': key, 'accept-encoding': encoding } = request.headers;
    seen.push({ method: request.method, accept, key, encoding });
    response.end('{}');
  });
  await host.get();
  expect(seen).toEqual([{ method: 'GET', accept: 'application/json', key: secret, encoding: undefined }]);
});
