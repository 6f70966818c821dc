import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { openEntrance } from './doors.ts';

/** What the server says to a head, byte for byte. */
async function answerTo(...lines: readonly string[]): Promise<string> {
  const { url } = await openEntrance('node:http');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  return text(socket);
}

const query = '/graphql?query={__typename}';
const data = '{"data":{"__typename":"Query"}}';
const notValid = 'The address of this request is not valid.';

describe('a Host header with more than a host is refused with 400:', () => {
  test.each([
    `a${query}&x=`,
    'a/graphql',
    'a?x',
    'a#x',
    'a@b',
    'a:b@c',
    'a\\b',
    'a, b',
    '',
    ':80',
    '[::1',
    '[a/b]',
    'a:',
    'a:123456',
    'a'.repeat(254),
  ])('%s', async host => {
    const answer = await answerTo('GET /nothing HTTP/1.1', `Host: ${host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(notValid);
    expect(answer).toContain('"code":"BAD_USER_INPUT"');
  });
});

test.each([
  'a',
  'switchboard.example.com',
  'my_service:80',
  '192.0.2.1:4000',
  '[::1]',
  '[2001:db8::1]:65535',
])('the Host %s is accepted', async host => {
  expect(await answerTo(`GET ${query} HTTP/1.1`, `Host: ${host}`)).toContain(data);
});

test('two Host headers are refused with 400, even if they are equal', async () => {
  const answer = await answerTo(`GET ${query} HTTP/1.1`, 'Host: a', 'Host: a');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain(notValid);
});

test('HTTP/1.0 needs no Host header', async () => {
  expect(await answerTo(`GET ${query} HTTP/1.0`)).toContain(data);
});

describe('a request target in absolute form', () => {
  test('is routed by its path and query', async () => {
    expect(await answerTo(`GET http://a${query} HTTP/1.1`, 'Host: a')).toContain(data);
    expect(await answerTo('GET http://a/nothing HTTP/1.1', 'Host: a')).toMatch(/^HTTP\/1\.1 404 /);
    const landingPage = await answerTo('GET http://a?query={__typename} HTTP/1.1', 'Host: a');
    expect(landingPage).toContain('The graph is at /graphql');
    expect(landingPage).not.toContain(data);
  });

  test.each(['http://', 'http:///graphql', 'http://a@b/graphql', 'ftp://a/graphql', '*'])(
    'is refused as %s',
    async target => {
      const answer = await answerTo(`OPTIONS ${target} HTTP/1.1`, 'Host: a');
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    },
  );
});
