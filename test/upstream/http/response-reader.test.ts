import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createResponseReader } from '../../../src/upstream/http/response-reader.ts';

const most = 200_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What a reader makes of bytes that come in pieces: the response, an error's code, or null where more must come. */
function readAll(pieces: readonly Buffer[], maxBytes = most) {
  const reader = createResponseReader();
  reader.expect(maxBytes);
  try {
    for (const piece of pieces) {
      const response = reader.take(piece);
      if (response)
        return { status: response.head.status, text: String(response.body), isOverrun: response.isOverrun };
    }
    return null;
  } catch (failure) {
    return failure instanceof Error && 'code' in failure ? failure.code : failure;
  }
}

const read = (text: string, maxBytes = most) => readAll([Buffer.from(text, 'latin1')], maxBytes);

const responseOf = (lines: readonly string[], body = ''): string =>
  `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n${body}`;

function splitAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map(place => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, at) => bytes.subarray(from, sorted[at] ?? bytes.length));
}

const chunked = (chunks: readonly string[]): string =>
  [...chunks, ''].map(chunk => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('');

describe('a response', () => {
  test('is the same in whatever pieces it comes', () => {
    const chunks = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { maxLength: 12 });
    const places = fc.array(fc.nat(), { maxLength: 30 });
    fc.assert(
      fc.property(chunks, fc.boolean(), fc.boolean(), places, (texts, isChunked, announced, at) => {
        const text = texts.join('');
        const framing = isChunked
          ? 'Transfer-Encoding: chunked'
          : `content-length: ${Buffer.byteLength(text)}`;
        const first = announced ? 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' : '';
        const whole = first + responseOf(['x-any: é', framing], isChunked ? chunked(texts) : text);
        expect(readAll(splitAt(Buffer.from(whole), at))).toEqual({ status: 200, text, isOverrun: false });
      }),
    );
  });

  test('that is neither measured nor in chunks is whole when the server ends the connection', () => {
    const reader = createResponseReader();
    reader.expect(most);
    expect(reader.take(Buffer.from(responseOf([], '{"a"')))).toBeNull();
    expect(reader.take(Buffer.from(':1}'))).toBeNull();
    expect(String(reader.end()?.body)).toBe('{"a":1}');
  });

  test('that breaks off before it is whole is none', () => {
    for (const text of [
      '',
      'HTTP/1.1 200',
      responseOf(['content-length: 5'], '{}'),
      responseOf(['transfer-encoding: chunked'], '2\r\n{}\r\n'),
    ]) {
      const reader = createResponseReader();
      reader.expect(most);
      expect(reader.take(Buffer.from(text))).toBeNull();
      expect(reader.end()).toBeNull();
    }
  });

  test.each([
    ['204 No Content', ['content-length: 5']],
    ['304 Not Modified', ['transfer-encoding: chunked']],
    ['200 OK', ['content-length: 0']],
  ])('of %s with %s has no body', (status, lines) => {
    const text = `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`;
    expect(read(text)).toMatchObject({ text: '', isOverrun: false });
  });

  test.each([
    ['a body longer than announced', responseOf(['content-length: 2'], '{}{}')],
    ['another response behind it', responseOf(['content-length: 2'], `{}${responseOf([])}`)],
    ['more after the last chunk', responseOf(['transfer-encoding: chunked'], `${chunked(['{}'])}{}`)],
  ])('with %s is read to its own end, and known to be overrun', (_, text) => {
    expect(read(text)).toEqual({ status: 200, text: '{}', isOverrun: true });
  });

  test('may have extensions of chunks, and trailers', () => {
    const body = '2;name=value\r\n{}\r\n0\r\nx-sum: 1\r\nx-more: 2\r\n\r\n';
    expect(read(responseOf(['transfer-encoding: chunked'], body))).toMatchObject({ text: '{}' });
  });
});

describe('is no HTTP, and refused:', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP of another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nupgrade: h2c\r\n\r\n'],
    ['a length and chunks', responseOf(['content-length: 2', 'transfer-encoding: chunked'], chunked(['{}']))],
    ['chunks and a length', responseOf(['transfer-encoding: chunked', 'content-length: 2'], chunked(['{}']))],
    ['two lengths', responseOf(['content-length: 2', 'content-length: 3'], '{}')],
    ['a length with a sign', responseOf(['content-length: +2'], '{}')],
    ['a length with a blank that is none', responseOf(['content-length: 2\xa0'], '{}')],
    ['a length after a vertical tab', responseOf(['content-length:\x0b2'], '{}')],
    ['a length of nothing', responseOf(['content-length:'], '{}')],
    ['a length in two parts', responseOf(['content-length: 2, 2'], '{}')],
    ['an unknown transfer encoding', responseOf(['transfer-encoding: gzip, chunked'], chunked(['{}']))],
    ['a field that goes on in the next line', responseOf(['x-a: 1', ' 2', 'content-length: 2'], '{}')],
    ['a field with a blank before its colon', responseOf(['content-length : 2'], '{}')],
    ['a field without a name', responseOf([': 2', 'content-length: 2'], '{}')],
    ['a line feed alone', responseOf(['x-a: 1\ncontent-length: 9', 'content-length: 2'], '{}')],
    ['a zero byte', responseOf(['x-a: \0', 'content-length: 2'], '{}')],
    ['a chunk without a size', responseOf(['transfer-encoding: chunked'], '\r\n{}\r\n')],
    ['a size that is no number', responseOf(['transfer-encoding: chunked'], '0x2\r\n{}\r\n0\r\n\r\n')],
    ['a chunk longer than its size', responseOf(['transfer-encoding: chunked'], '1\r\n{}\r\n0\r\n\r\n')],
    [
      'a chunk whose size ends by a line feed',
      responseOf(['transfer-encoding: chunked'], '2\n{}\r\n0\r\n\r\n'),
    ],
    ['announcements without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)],
  ])('%s', (_, text) => {
    expect(read(text)).toBe('HPE_INVALID_RESPONSE');
  });

  test('fields of objects in JavaScript are fields like others', () => {
    const lines = [
      'content-type: \t application/json \t ',
      '__proto__: a',
      'constructor: b',
      'toString: c',
      'content-length: 2',
    ];
    expect(read(responseOf(lines, '{}'))).toMatchObject({ text: '{}' });
  });
});

describe('is more than may come, and refused:', () => {
  const long = 'x'.repeat(20_000);

  test.each([
    ['a head without end', long],
    ['a long head', responseOf([`x-a: ${long}`, 'content-length: 2'], '{}')],
    ['a long extension of a chunk', responseOf(['transfer-encoding: chunked'], `2;${long}`)],
    ['trailers without end', responseOf(['transfer-encoding: chunked'], `0\r\n${'x: y\r\n'.repeat(9_000)}`)],
  ])('%s', (_, text) => {
    expect(read(text)).toBe('UND_ERR_HEADERS_OVERFLOW');
    const bytes = Buffer.from(text);
    expect(readAll(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))).toBe(
      'UND_ERR_HEADERS_OVERFLOW',
    );
  });

  test.each([
    ['announced', responseOf(['content-length: 101'])],
    ['not measured', responseOf([], 'x'.repeat(101))],
    ['in chunks', responseOf(['transfer-encoding: chunked'], chunked(Array(101).fill('x')))],
  ])('a body that is too large, %s', (_, text) => {
    expect(read(text, 100)).toBe('UND_ERR_RES_EXCEEDED_MAX_SIZE');
  });

  test('a body may be as large as allowed', () => {
    const text = 'x'.repeat(100);
    for (const whole of [
      responseOf(['content-length: 100'], text),
      responseOf(['transfer-encoding: chunked'], chunked([text])),
    ])
      expect(read(whole, 100)).toMatchObject({ text });
  });

  test('what has been read is let go, however long its connection rests', async () => {
    const reader = createResponseReader();
    reader.expect(100_000);
    reader.take(Buffer.from(responseOf(['content-length: 100000'], '{')));
    const memory = new WeakRef(reader.take(Buffer.alloc(99_999))?.body.buffer ?? reader);
    // Because what a WeakRef was made of in this turn is kept until its end.
    await new Promise(resolve => setImmediate(resolve));
    collect();
    expect(memory.deref()).toBeUndefined();
    expect(reader.head()).toMatchObject({ length: 100_000 });
  });

  test('a length that does not come takes no memory', () => {
    collect();
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 50 }, () => {
      const reader = createResponseReader();
      reader.expect(24_000_000);
      reader.take(Buffer.from(responseOf(['content-length: 24000000'], '{')));
      return reader;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    expect(readers).toHaveLength(50);
  });
});
