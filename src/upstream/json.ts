import { mayHoldLongNumber, quoteInexactNumbers } from './long-numbers.ts';

/** What no answer needs: a call of 50,000 lines, in Butter's turns and its transcript both, has a million. */
const maxValues = 1_200_000;

/** Undefined for a text that is no JSON. A number that a double would change is a string of its digits. */
export function parseJson(text: string): unknown {
  try {
    // Some servers begin their JSON with a byte order mark.
    const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    return JSON.parse(mayHoldLongNumber(json) ? quoteInexactNumbers(json) : json);
  } catch {
    return undefined;
  }
}

/** Whether JSON holds more than may be parsed: in memory `{}` takes thirty times its two bytes. */
export function exceedsValueLimit(text: string): boolean {
  // Because each value takes at least one character.
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
