import { describe, expect, test } from 'vitest';
import { type Entrance, entranceNames, openEntrance, post } from './doors.ts';

const listed = 'https://app.example.com';
const openTo = (name: (typeof entranceNames)[number], ...corsOrigins: string[]): Promise<Entrance> =>
  openEntrance(name, { gateway: { corsOrigins } });

const permissionsIn = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([header]) => header.startsWith('access-control-')));

const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type, x-client',
  },
});

describe.each(entranceNames)('%s', name => {
  test.each<[string, string, RequestInit]>([
    ['data', '/graphql', post('{"query":"{__typename}"}')],
    ['a refusal', '/graphql', post('nonsense')],
    ['nothing there', '/nothing', {}],
    ['a preflight', '/graphql', preflight(listed)],
  ])('sends %s with headers against foreign origins, content sniffing and framing', async (_, path, init) => {
    const { send } = await openEntrance(name);
    const { headers } = await send(path, init);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  test('sends GraphiQL with a content security policy that admits its own scripts and requests to this gateway only', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', { headers: { accept: 'text/html' } });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.includes('renderYogaGraphiQL')).toBe(true);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  test('serves no page when GraphiQL is off', async () => {
    const { send } = await openEntrance(name, { gateway: { graphiql: false } });
    const response = await send('/graphql', { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-type')).not.toContain('text/html');
  });

  test.each([
    ['none', []],
    ['one', [listed]],
    ['several', [listed, 'https://other.example.com']],
  ])('sends no CORS headers to an origin that is not listed, with %s listed', async (_, origins) => {
    const { send } = await openTo(name, ...origins);
    for (const origin of ['https://evil.example', 'null', `${listed}.evil.example`, `${listed}/`]) {
      expect(permissionsIn(await send('/graphql', preflight(origin)))).toEqual({});
      const query = await send('/graphql?query={__typename}', { headers: { origin } });
      expect(permissionsIn(query)).toEqual({});
    }
  });

  test('lets a listed origin send requests and read responses, without credentials', async () => {
    const { send } = await openTo(name, listed, 'https://other.example.com');
    const allowed = await send('/graphql', preflight(listed));
    expect(allowed.status).toBe(204);
    expect(permissionsIn(allowed)).toEqual({
      'access-control-allow-origin': listed,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type, x-client',
      'access-control-expose-headers': 'retry-after, x-request-id',
      'access-control-max-age': '7200',
    });
    const query = await send('/graphql?query={__typename}', { headers: { origin: listed } });
    expect(permissionsIn(query)).toEqual({
      'access-control-allow-origin': listed,
      'access-control-expose-headers': 'retry-after, x-request-id',
    });
    expect(query.headers.get('vary')).toContain('Origin');
  });

  test('answers OPTIONS without an origin with the allowed methods', async () => {
    const { send } = await openTo(name, listed);
    const response = await send('/graphql', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
    expect(permissionsIn(response)).toEqual({});
  });
});
