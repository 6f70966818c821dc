import { describe, expect, test } from 'vitest';
import { isIntegerKey, isSid } from '../../src/domain/native-key.ts';

describe('a sid', () => {
  test.each([
    ['call_abc123def456'],
    ['CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['v3:fake-1010-call-control'],
    ['browser_call_7'],
    ['7'],
    ['x'.repeat(256)],
  ])('may be %s', text => {
    expect(isSid(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['more than 256 letters', 'x'.repeat(257)],
    ['a slash', 'call_a/b'],
    ['an encoded slash', 'call_a%2Fb'],
    ['a way up', '../calls'],
    ['a dot', 'call.abc'],
    ['a question mark', 'call_a?limit=1'],
    ['a number sign', 'call_a#b'],
    ['a line break at the end', 'call_a\n'],
    ['a header break', 'call_a\r\nx-api-key: b'],
    ['a NUL', 'call_a\0'],
    ['a blank', 'call a'],
    ['a sign at the start', '-call'],
    ['an underscore at the start', '_call'],
    ['full-width letters', 'ｃall_abc'],
    ['full-width digits', 'call_１２３'],
  ])('is not %s', (_, text) => {
    expect(isSid(text)).toBe(false);
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
