import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNodeId, encodeNodeId } from '../../src/domain/node-id.ts';
import { durationOf } from '../duration.ts';

const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

test.each([
  ['Call', 'BUTTER', 'call_abc123'],
  ['Call', 'BURKI', '101'],
  ['VoiceAgent', 'BUTTER', 'agent:with:colons'],
  ['VoiceAgent', 'BURKI', '9007199254740991'],
] as const)('the id of %s %s %s is decoded to its parts', (type, source, key) => {
  expect(decodeNodeId(encodeNodeId(type, source, key))).toEqual({ type, source, key });
});

test('the id of a call never changes', () => {
  expect(encodeNodeId('Call', 'BURKI', '101')).toBe('Q2FsbDpCVVJLSToxMDE');
});

test('an id is the base64url of its parts, with any key', () => {
  const long = fc.string({ unit: 'binary', minLength: 300, maxLength: 400 });
  const any = fc.oneof(fc.stringMatching(/^[\w:.-]{0,12}$/), fc.string({ unit: 'binary' }), long);
  fc.assert(
    fc.property(any, key => {
      expect(encodeNodeId('Call', 'BURKI', key)).toBe(encode(`Call:BURKI:${key}`));
      expect(encodeNodeId('VoiceAgent', 'BUTTER', key)).toBe(encode(`VoiceAgent:BUTTER:${key}`));
    }),
  );
});

test('an id does not depend on the id that was encoded before', () => {
  const types = fc.constantFrom('Call' as const, 'VoiceAgent' as const);
  const sources = fc.constantFrom('BUTTER' as const, 'BURKI' as const);
  const node = fc.tuple(types, sources, fc.constantFrom('1', '2'));
  fc.assert(
    fc.property(fc.array(node, { maxLength: 20 }), nodes => {
      for (const [type, source, key] of nodes)
        expect(encodeNodeId(type, source, key)).toBe(encode(`${type}:${source}:${key}`));
    }),
  );
});

describe('a text that is not exactly an id of this graph is refused:', () => {
  const good = encodeNodeId('Call', 'BURKI', '1010');

  test.each([
    ['nothing', ''],
    ['padding', `${good}=`],
    ['the plain text', 'Call:BURKI:1010'],
    ['the other alphabet of base64', Buffer.from('Call:BUTTER:ÿþ~~', 'utf8').toString('base64')],
    ['a blank before it', ` ${good}`],
    ['a line break behind it', `${good}\n`],
    ['a line break within', `${good.slice(0, 4)}\r\n${good.slice(4)}`],
    ['a letter that base64 passes over', `${good.slice(0, 4)}!${good.slice(4)}`],
    ['spare bits that are not zero', `${encode('Call:BURKI:101').slice(0, -1)}F`],
    ['a type that is none', encode('Agent:BURKI:1')],
    ['another case of the type', encode('call:BURKI:1')],
    ['a source that is none', encode('Call:MARGARINE:1')],
    ['another case of the source', encode('Call:burki:1')],
    ['an inherited name for a source', encode('Call:__proto__:1')],
    ['no key', encode('Call:BURKI:')],
    ['no source', encode('Call:1')],
    ['something before the type', encode(' Call:BURKI:1')],
    ['bytes that are not UTF-8', Buffer.from('Call:BURKI:\xff', 'latin1').toString('base64url')],
  ])('%s', (_, id) => {
    expect(decodeNodeId(id)).toBeNull();
  });

  test('a lone surrogate, which has no UTF-8', () => {
    expect(decodeNodeId(encodeNodeId('Call', 'BUTTER', '\ud800'))).not.toMatchObject({ key: '\ud800' });
  });

  test('a text of 100 kB, in less time than decoding it would take', async () => {
    const long = encodeNodeId('Call', 'BUTTER', 'x'.repeat(100_000));
    const refused = await durationOf(() => {
      for (let count = 0; count < 1_000; count++) if (decodeNodeId(long)) throw new Error('It is accepted.');
    });
    const decoded = await durationOf(() => {
      for (let count = 0; count < 1_000; count++) Buffer.from(long, 'base64url').toString();
    });
    expect(refused).toBeLessThan(decoded);
  });
});
