import { endOfString } from '../domain/json-text.ts';

/** Result of a scan that passed its bound. */
export const tooLong = -1;

/** Index after a value, whose own syntax is left to the parser; `tooLong` for a list or object beyond `maxLength`. */
export function endOfValue(json: string, start: number, maxLength: number): number {
  const first = json.charCodeAt(start);
  if (first === quote) return endOfString(json, start) + 1;
  return isOpening(first) ? endOfBrackets(json, start, maxLength) : endOfScalar(json, start);
}

function endOfBrackets(json: string, start: number, maxLength: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === quote) at = endOfString(json, at);
    else if (isOpening(character)) depth += 1;
    else if (isClosing(character)) depth -= 1;
    if (depth === 0) return at + 1;
    if (at - start > maxLength) return tooLong;
  }
  throw invalidJson();
}

function endOfScalar(json: string, start: number): number {
  let end = start;
  while (end < json.length && !endsScalar(json.charCodeAt(end))) end += 1;
  if (end === start) throw invalidJson();
  return end;
}

/** Index of the value of the member that starts at `at`. */
export function startOfMemberValue(json: string, at: number): number {
  if (json.charCodeAt(at) !== quote) throw invalidJson();
  const separator = skipSpace(json, endOfString(json, at) + 1);
  if (json.charCodeAt(separator) !== colon) throw invalidJson();
  return skipSpace(json, separator + 1);
}

export function skipSpace(json: string, start: number): number {
  let at = start;
  while (isSpace(json.charCodeAt(at))) at += 1;
  return at;
}

export const invalidJson = () => new SyntaxError('The JSON is invalid.');

const isOpening = (character: number): boolean => character === bracket || character === brace;

const isClosing = (character: number): boolean => character === closingBracket || character === closingBrace;

const endsScalar = (character: number): boolean =>
  character === comma || isClosing(character) || isSpace(character);

const isSpace = (character: number): boolean =>
  character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;

const [quote, colon] = [0x22, 0x3a] as const;
export const comma = 0x2c;
export const [bracket, closingBracket, brace, closingBrace] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
