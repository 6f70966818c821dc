import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIntegerKey, isTextKey } from '../../src/domain/native-key.ts';

describe('a text key', () => {
  test.each([
    ['call_abc123def456'],
    ['v3:fake-1010-call-control'],
    ['a84b4c76e66710@pbx.example.net'],
    ['1700000000.123'],
    ['call_a.b'],
    ['team/agent@1'],
    ['a\\b'],
    ['call_a%2Fb'],
    ['call_a?limit=1#b'],
    ['-call'],
    [' '],
    ['...'],
    ['a/...'],
    ['a./.b'],
    ['..a'],
    ['call_１２３'],
    ['💬'],
    ['x'.repeat(256)],
    ['💬'.repeat(128)],
  ])('may be %s', text => {
    expect(isTextKey(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['more than 256 letters', 'x'.repeat(257)],
    ['more than 256 code units', '💬'.repeat(129)],
    ['a dot', '.'],
    ['two dots', '..'],
    ['a way up', '../calls'],
    ['a way up within', 'a/../b'],
    ['a way up at the end', 'a/..'],
    ['a way up by backslashes', 'a\\..\\b'],
    ['a way up by both', 'a\\../b'],
    ['a segment that stays', 'a/./b'],
    ['a line break at the end', 'call_a\n'],
    ['a header break', 'call_a\r\nx-api-key: b'],
    ['a NUL', 'call_a\0'],
    ['a DEL', 'call_a\x7f'],
    ['a control character beyond ASCII', 'call_a\x85'],
    ['the first half of a character', 'call_\ud83d'],
    ['the second half of a character', '\udcac_call'],
  ])('is not %s', (_, text) => {
    expect(isTextKey(text)).toBe(false);
  });

  test('has no dot segment, and so stays within its URL path, encoded or with slashes that a proxy decodes', () => {
    const piece = fc.constantFrom('/', '\\', '.', '..', 'a', ':', '@', 'é');
    const key = fc.array(piece, { minLength: 1, maxLength: 8 }).map(pieces => pieces.join(''));
    const folder = 'http://upstream.test/api/calls/';
    fc.assert(
      fc.property(key, text => {
        const path = encodeURIComponent(text);
        const decoded = path.replaceAll('%2F', '/').replaceAll('%5C', '\\');
        const stays = [path, decoded].every(each => {
          const { href } = new URL(folder + each);
          return href === folder + each.replaceAll('\\', '/');
        });
        // Node's URL leaves some dot segments in place, such as that of `/.a/..`, so it proves only one direction.
        if (isTextKey(text)) expect(stays).toBe(true);
        const segments = text.split(/[\\/]/);
        expect(isTextKey(text)).toBe(!segments.includes('.') && !segments.includes('..'));
      }),
    );
  });
});

describe('an integer key', () => {
  test.each(['1', '101', '9007199254740991'])('may be %s', text => {
    expect(isIntegerKey(text)).toBe(true);
  });

  test.each([
    '',
    '0',
    '-1',
    '+1',
    '01',
    '1.0',
    '1e3',
    '0x10',
    '1_000',
    ' 1',
    '1\n',
    '１２',
    '٣',
    'NaN',
    'Infinity',
    '9007199254740992',
    '9007199254740993',
    '99999999999999999',
  ])('is not %j', text => {
    expect(isIntegerKey(text)).toBe(false);
  });
});
