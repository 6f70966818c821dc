import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entranceNames, openEntrance, post, refusalIn } from '../abuse/doors.ts';
import { goodKey } from '../access/asking.ts';

const navigation = {
  headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8' },
};

describe.each(entranceNames)('the page at / through %s', name => {
  test('leads a browser to GraphiQL', async () => {
    const { send, door } = await openEntrance(name);
    const response = await send('/', navigation);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toMatch(/GraphiQL, to explore the graph, is at <a href="graphql">\/graphql<\/a>/);
    const there = await send('/graphql', navigation);
    expect(await there.text()).toContain('YogaGraphiQL');
    expect(door.cost()).toEqual([]);
  });

  test('says which setting switches GraphiQL on where it is off', async () => {
    const { send } = await openEntrance(name, { gateway: { graphiql: false } });
    for (const init of [navigation, {}]) {
      const page = await (await send('/', init)).text();
      expect(page).toContain('GraphiQL, to explore the graph, is off: ');
      expect(page).toContain('GRAPHIQL=on and INTROSPECTION=on');
      expect(page).not.toContain('in a browser');
    }
  });

  test.each([undefined, '*/*', 'application/json', 'text/plain;q=0.5'])(
    'is plain text for a client that accepts %s',
    async accept => {
      const { send } = await openEntrance(name);
      const response = await send('/', accept === undefined ? {} : { headers: { accept } });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/plain; charset=utf-8',
      ]);
      const text = await response.text();
      expect(text).toMatch(/^The graph is at \/graphql/m);
      expect(text).not.toContain('<');
    },
  );

  test('runs no script and loads nothing, by its policy too', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/', navigation);
    const page = await response.text();
    expect(page).not.toMatch(/<script|\bon\w+=|javascript:|https?:/i);
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const policy = new Map(
      (response.headers.get('content-security-policy') ?? '')
        .split('; ')
        .map(part => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    const hash = createHash('sha256').update(style).digest('base64');
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'style-src': `'sha256-${hash}'`,
      'img-src': 'data:',
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  test('holds nothing that a client sends', async () => {
    const { send } = await openEntrance(name);
    const page = await (await send('/', navigation)).text();
    const text = fc.string({ unit: fc.constantFrom('<', '"', "'", '&', 'a', '/', '%', '{'), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, async text => {
        const headers = { ...navigation.headers, referer: text, 'user-agent': text, 'x-request-id': text };
        const response = await send(`/?q=${encodeURIComponent(text)}`, { headers });
        expect(await response.text()).toBe(page);
      }),
      { numRuns: 20 },
    );
  });

  test('needs no credentials, and holds none', async () => {
    const { send } = await openEntrance(name, {
      gateway: {
        access: {
          apiKeys: [{ name: 'web', key: goodKey }],
          tokens: null,
          requestsPerMinute: null,
          trustProxy: false,
        },
      },
    });
    const response = await send('/', navigation);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain(goodKey);
    expect((await send('/graphql?query={__typename}')).status).toBe(401);
  });

  test('is answered to HEAD without a body; a POST of it is refused', async () => {
    const { send } = await openEntrance(name);
    const head = await send('/', { ...navigation, method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ]);
    const posted = await send('/', post('{"query":"{ __typename }"}'));
    expect([posted.status, (await refusalIn(posted)).code]).toEqual([404, 'BAD_USER_INPUT']);
  });
});
