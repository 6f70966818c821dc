import { endOfString } from '../domain/json-text.ts';
import { isExact, isNumeral } from '../domain/numeral.ts';

/** Numbers with fewer digits survive a round trip through a double, unless their exponent is extreme. */
const minDigits = 16;

/** Samples every sixteenth character for a long run of digits; a regular expression takes several times as long. */
export function mayHoldLongNumber(json: string): boolean {
  for (let at = minDigits - 1; at < json.length; at += minDigits) {
    if (!isDigitOrPoint(json.charCodeAt(at))) continue;
    let start = at;
    while (isDigitOrPoint(json.charCodeAt(start - 1))) start -= 1;
    while (isDigitOrPoint(json.charCodeAt(at))) at += 1;
    if (at - start >= minDigits && isLongNumber(json, start, at)) return true;
  }
  return false;
}

/** Excludes most runs within strings, such as sids, because these follow a quote or a letter. */
const isLongNumber = (json: string, start: number, end: number): boolean =>
  beforeNumbers.includes(json.charAt(start - 1)) &&
  json.slice(start, end).replaceAll('.', '').length >= minDigits;

const beforeNumbers = '-+eE:,[ \t\r\n';

/** Quotes the numbers of a JSON text that a double would change, in one pass. */
export function quoteInexactNumbers(json: string): string {
  let quoted = '';
  let copied = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === quote) at = endOfString(json, at);
    if (!isNumberCharacter(character)) continue;
    const start = at;
    let hasExponent = false;
    while (isNumberCharacter(json.charCodeAt(at + 1))) {
      at += 1;
      hasExponent ||= isExponent(json.charCodeAt(at));
    }
    if (at + 1 - start < minDigits && !hasExponent) continue;
    const number = json.slice(start, at + 1);
    if (!isNumeral(number) || isExact(number) || isKey(json, at + 1)) continue;
    quoted += `${json.slice(copied, start)}"${number}"`;
    copied = at + 1;
  }
  return quoted + json.slice(copied);
}

/** Whether a colon follows, because quotes would make a valid key of an invalid one. */
function isKey(json: string, end: number): boolean {
  let at = end;
  while (/\s/.test(json.charAt(at))) at += 1;
  return json.charCodeAt(at) === colon;
}

const isDigitOrPoint = (character: number): boolean =>
  (character >= zero && character <= nine) || character === point;

const isNumberCharacter = (character: number): boolean =>
  isDigitOrPoint(character) || character === minus || character === plus || isExponent(character);

const isExponent = (character: number): boolean => character === exponent || character === capitalExponent;

const [quote, colon] = [0x22, 0x3a] as const;
const [zero, nine, point, minus, plus] = [0x30, 0x39, 0x2e, 0x2d, 0x2b] as const;
const [exponent, capitalExponent] = [0x65, 0x45] as const;
