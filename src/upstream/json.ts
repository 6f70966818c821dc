import { mayHoldLongNumber, quoteInexactNumbers } from './long-numbers.ts';

/** Limit of JSON values; Butter's turns and transcript of a call of 50,000 lines hold about a million. */
const maxValues = 1_200_000;

/** Parses JSON, and returns numbers that a double would change as strings. Undefined for invalid JSON. */
export function parseJson(text: string): unknown {
  try {
    // Some servers start their JSON with a byte order mark.
    const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    return JSON.parse(mayHoldLongNumber(json) ? quoteInexactNumbers(json) : json);
  } catch {
    return undefined;
  }
}

/** Counts values before parsing, because an object in memory takes thirty times the two bytes of `{}`. */
export function exceedsValueLimit(text: string): boolean {
  // Each value takes at least one character.
  if (text.length <= maxValues) return false;
  let values = 0;
  let quoted = false;
  for (let at = 0; at < text.length && values <= maxValues; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) quoted = !quoted;
    else if (quoted) at += character === backslash ? 1 : 0;
    else if (character === comma || character === brace || character === bracket) values += 1;
  }
  return values > maxValues;
}

const [quote, backslash, comma, brace, bracket] = [0x22, 0x5c, 0x2c, 0x7b, 0x5b] as const;
