import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsOf } from '../../src/domain/phone-number.ts';

test.each([
  ['+15559876543', '15559876543'],
  ['(212) 555-0142', '2125550142'],
  ['', ''],
  ['anonymous', ''],
  ['555:987;6543', '5559876543'],
  ['123456e1', '1234561'],
  ['sip:+15559876543@10.1.2.3:5060', '15559876543'],
  ['sips:+15559876543@pbx7.example.com;transport=tls', '15559876543'],
  ['SIP:+1-555-987-6543@10.1.2.3', '15559876543'],
  ['sip:+15559876543:1234@10.1.2.3', '15559876543'],
  ['sip:+15559876543;phone-context=+49@10.1.2.3;user=phone', '15559876543'],
  ['sip:%2B15559876543@10.1.2.3', '15559876543'],
  ['sip:agent7@10.1.2.3', '7'],
  ['sip:+15559876543', '15559876543'],
  ['sip:+15559876543;user=phone', '15559876543'],
  ['sip:10.1.2.3:5060', ''],
  ['sip:pbx7.example.com', ''],
  ['"Line 7" <sip:+15559876543@10.1.2.3>;tag=99', '15559876543'],
  ['<tel:+15559876543>', '15559876543'],
  ['tel:+1-555-987-6543;ext=204', '15559876543'],
  ['tel:7042;phone-context=+1-555', '7042'],
  ['hotel: +15559876543', '15559876543'],
])('the digits of %s are %s', (number, digits) => {
  expect(digitsOf(number)).toBe(digits);
});

test.each([
  '+1 555 987-6543 ext. 204',
  '+1 555 987-6543 Ext 204',
  '+1 555 987-6543, extension: 204',
  '+1 555 987-6543 x204',
  '15559876543x204',
  '1 (555) 987-6543 X. 204',
  '+15559876543;ext=204',
  'sip:+15559876543x204@10.1.2.3',
  'sip:+15559876543;ext=204@10.1.2.3',
])('the digits of %s end before its extension', number => {
  expect(digitsOf(number)).toBe('15559876543');
});

test.each([
  ['ext. 2041', '2041'],
  ['x2041', '2041'],
  ['+1 555 xxx 0143', '15550143'],
  ['+1 555 987 6543 next 9', '155598765439'],
])('%s has no extension: %s', (number, digits) => {
  expect(digitsOf(number)).toBe(digits);
});

test('a number has the same digits in whatever address and with whatever extension it is written', () => {
  const anyNumber = fc.stringMatching(/^[1-9][0-9]{3,14}$/);
  const separator = fc.constantFrom('', ' ', '-', ' (', ') ', '.');
  const address = fc.constantFrom(
    (number: string) => number,
    (number: string) => `sip:${number}@10.1.2.3:5060;transport=udp`,
    (number: string) => `sips:${number};phone-context=+1@10.1.2.3?x=1`,
    (number: string) => `<tel:${number};phone-context=+1-212>`,
  );
  const extension = fc.constantFrom('', ' ext. 204', 'x204', ' X 204', ';ext=204', ', Extension 204');
  fc.assert(
    fc.property(anyNumber, separator, address, extension, (digits, gap, within, ext) => {
      const written = `+${digits.slice(0, 2)}${gap}${digits.slice(2)}${ext}`;
      expect(digitsOf(within(written))).toBe(digits);
    }),
  );
});

test.each([' ', 'x', '1 ', '1x', '<', '%31', '1:', 'sip:', '1;ext'])(
  'half a million of %j are read in linear time',
  each => {
    for (const scheme of ['', 'sip:', 'tel:'])
      expect(digitsOf(scheme + each.repeat(500_000)).replace(/\d/g, '')).toBe('');
  },
);
