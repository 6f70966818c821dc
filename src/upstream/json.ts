import type { NextTurn } from '../async/turn-queue.ts';
import { endOfString } from '../domain/json-text.ts';
import { mayHoldLongNumber, quoteInexactNumbers } from './long-numbers.ts';
import { parseInSlices } from './sliced-json.ts';

/** Limit of JSON values; Butter's turns and transcript of a call of 50,000 lines hold about a million. */
const maxValues = 1_200_000;

/** Length from which JSON is parsed in slices, because a slice of it takes a millisecond or more. */
const longLength = 1_000_000;

/** Whether JSON is so long that parsing it at once would delay other requests. */
export const isLongJson = (text: string): boolean => text.length > longLength;

/** Parses JSON, and returns numbers that a double would change as strings. Undefined for invalid JSON. */
export function parseJson(text: string): unknown {
  try {
    const json = withoutByteOrderMark(text);
    return parserFor(json)(json);
  } catch {
    return undefined;
  }
}

/** Does the same in slices, between which other requests are served; rejects if `nextTurn` does. */
export async function parseLongJson(text: string, nextTurn: NextTurn): Promise<unknown> {
  try {
    const json = withoutByteOrderMark(text);
    const parsePiece = parserFor(json);
    await nextTurn();
    return await parseInSlices(json, parsePiece, nextTurn);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Some servers start their JSON with a byte order mark. */
const withoutByteOrderMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** Chooses one parser for a whole response: if it may hold a number that a double would change, each number is checked. */
const parserFor = (json: string): ((piece: string) => unknown) =>
  mayHoldLongNumber(json) ? piece => JSON.parse(quoteInexactNumbers(piece)) : JSON.parse;

/** Counts values before parsing, because an object in memory takes thirty times the two bytes of `{}`. */
export function exceedsValueLimit(text: string): boolean {
  return countTo(startOf(text), text.length).values > maxValues;
}

/** Does the same in slices, between which other requests are served. */
export async function longExceedsValueLimit(text: string, nextTurn: NextTurn): Promise<boolean> {
  let count = startOf(text);
  while (count.at < text.length && count.values <= maxValues) {
    await nextTurn();
    count = countTo(count, count.at + countedLength);
  }
  await nextTurn();
  return count.values > maxValues;
}

/** Characters that are counted in one turn of the event loop. */
const countedLength = 250_000;

interface ValueCount {
  readonly text: string;
  readonly at: number;
  readonly values: number;
}

/** Each value takes at least one character, so that a short text needs no count. */
const startOf = (text: string): ValueCount => ({
  text,
  at: text.length <= maxValues ? text.length : 0,
  values: 0,
});

function countTo({ text, at, values }: ValueCount, end: number): ValueCount {
  let next = at;
  let found = values;
  for (; next < Math.min(end, text.length) && found <= maxValues; next += 1) {
    const character = text.charCodeAt(next);
    if (character === quote) next = endOfString(text, next);
    else if (character === comma || character === brace || character === bracket) found += 1;
  }
  return { text, at: next, values: found };
}

const [quote, comma, brace, bracket] = [0x22, 0x2c, 0x7b, 0x5b] as const;
