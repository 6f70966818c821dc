import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entranceNames, openEntrance, post } from '../abuse/doors.ts';

// Requests as clients really send them.

const body = JSON.stringify({ query: '{ __typename }' });
const answer = { data: { __typename: 'Query' } };
const json = 'application/json';
const modern = 'application/graphql-response+json';

const typeOf = (response: Response): string => response.headers.get('content-type')?.split(';')[0] ?? '';

const asking = (accept: string): RequestInit => post(body, { 'content-type': json, accept });

describe.each(entranceNames)('through %s', name => {
  test.each([
    `${json}; charset=utf8`,
    `${json};charset=UTF8`,
    `${json}; charset="utf8"`,
    `${json};`,
    `${json}; profile=x; charset=utf-8`,
    'application/graphql+json; charset=utf8',
  ])('a body of %s is read', async type => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', post(body, { 'content-type': type }));
    expect([response.status, await response.json()]).toEqual([200, answer]);
  });

  test('a document of application/graphql in utf8 is read', async () => {
    const { send } = await openEntrance(name);
    const type = 'application/graphql; charset=utf8';
    const response = await send('/graphql', post('{ __typename }', { 'content-type': type }));
    expect(await response.json()).toEqual(answer);
  });

  test('a charset that is not UTF-8 is refused', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', post(body, { 'content-type': `${json}; charset=utf-16` }));
    expect(response.status).toBe(415);
  });

  test('a body with any query may begin with a byte order mark, whole or in chunks', async () => {
    const { send } = await openEntrance(name);
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (text, chunked) => {
        const bytes = Buffer.from(
          `\ufeff${JSON.stringify({ query: '{ __typename }', operationName: null, extensions: { text } })}`,
        );
        const stream = new ReadableStream({
          start(controller) {
            controller.enqueue(bytes);
            controller.close();
          },
        });
        const response = await send('/graphql', post(chunked ? stream : bytes));
        expect(await response.json()).toEqual(answer);
      }),
      { numRuns: 20 },
    );
  });

  test('HEAD is answered like GET, without the body', async () => {
    const { send, door } = await openEntrance(name);
    const path = '/graphql?query={callByDatabaseId(databaseId:101){status}}';
    const [head, get] = [await send(path, { method: 'HEAD' }), await send(path)];
    expect(await head.text()).toBe('');
    expect(await get.json()).toEqual({ data: { callByDatabaseId: { status: 'COMPLETED' } } });
    expect(head.status).toBe(200);
    const ofItsOwn = ['x-request-id', 'date', 'connection', 'keep-alive'];
    const headersOf = ({ headers }: Response) =>
      [...headers].filter(([header]) => !ofItsOwn.includes(header)).sort();
    expect(headersOf(head)).toEqual(headersOf(get));
    expect(door.cost()).toEqual(['BURKI /api/v1/calls/101', 'BURKI /api/v1/calls/101']);
  });

  test('HEAD of a mutation, of a bad query and of another path is refused like GET', async () => {
    const { send } = await openEntrance(name);
    for (const path of ['/graphql?query=mutation{x}', '/graphql?query={', '/graphql', '/elsewhere']) {
      const [head, get] = [await send(path, { method: 'HEAD' }), await send(path)];
      expect([path, head.status]).toEqual([path, get.status]);
    }
  });

  test('HEAD of GraphiQL has the headers of the page', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', { method: 'HEAD', headers: { accept: 'text/html' } });
    expect([response.status, typeOf(response), await response.text()]).toEqual([200, 'text/html', '']);
  });

  test.each([
    [`${json};q=0.1, ${modern};q=0.9`, modern],
    [`${modern};q=0.1, ${json};q=0.9`, json],
    [`${json};q=0.5, ${modern};q=0.5`, json],
    [`${modern};q=0.5, ${json};q=0.5`, modern],
    [`${json};q=0, */*`, modern],
    [`*/*;q=0.1, ${modern}`, modern],
    [`${modern}; charset=utf8; q=1, ${json};q=0.5`, modern],
    ['text/html, */*;q=0.8', json],
    [`application/*;q=0.2, ${json};q=0.1`, modern],
    [`multipart/mixed;q=0.9, ${json}`, json],
  ])('Accept: %s is answered with %s', async (accept, type) => {
    const { send } = await openEntrance(name, { gateway: { graphiql: false } });
    const response = await send('/graphql', asking(accept));
    expect(typeOf(response)).toBe(type);
    expect(await response.json()).toEqual(answer);
  });

  test.each([`${json};q=0`, `${json};q=0, ${modern};q=0`, '*/*;q=0', 'image/png;q=0.5'])(
    'Accept: %s is answered with 406',
    async accept => {
      const { send } = await openEntrance(name);
      expect((await send('/graphql', asking(accept))).status).toBe(406);
    },
  );

  test('the type of the higher weight is chosen, by the most specific range', async () => {
    const { send } = await openEntrance(name);
    const range = fc.record({
      type: fc.constantFrom(json, modern, 'application/*', '*/*', 'text/plain'),
      weight: fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
    });
    const ranges = fc.uniqueArray(range, { selector: ({ type }) => type, minLength: 1 });
    await fc.assert(
      fc.asyncProperty(ranges, async ranges => {
        const weightOf = (type: string) =>
          [type, 'application/*', '*/*']
            .map(covering => ranges.find(({ type }) => type === covering)?.weight)
            .find(weight => weight !== undefined) ?? 0;
        const accept = ranges.map(({ type, weight }) => `${type};q=${weight}`).join(', ');
        const response = await send('/graphql', asking(accept));
        const best = Math.max(weightOf(json), weightOf(modern));
        if (best === 0) expect(response.status).toBe(406);
        else expect(weightOf(typeOf(response))).toBe(best);
        await response.text();
      }),
      { numRuns: 60 },
    );
  });

  test('with listed origins a cacheable response varies by every header that it depends on', async () => {
    const gateway = { corsOrigins: ['https://app.example.com'], forwardHeaders: ['x-tenant'] };
    const { send } = await openEntrance(name, { gateway });
    for (const headers of [
      {},
      { origin: 'https://app.example.com' },
      { origin: 'https://evil.example.com' },
    ]) {
      const response = await send('/graphql?query={__typename}', { headers });
      expect(response.headers.get('cache-control')).toBe('private, max-age=1');
      const varies = (response.headers.get('vary') ?? '').toLowerCase().split(/,\s*/);
      expect(varies.sort()).toEqual(
        [
          'accept',
          'accept-encoding',
          'authorization',
          'origin',
          'x-api-key',
          'x-switchboard-explain',
          'x-tenant',
        ].sort(),
      );
    }
  });
});
