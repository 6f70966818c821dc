import type { NextTurn } from '../async/turn-queue.ts';
import { endOfString } from '../domain/json-text.ts';
import {
  brace,
  bracket,
  closingBrace,
  closingBracket,
  comma,
  endOfValue,
  invalidJson,
  skipSpace,
  startOfMemberValue,
  tooLong,
} from './json-scanner.ts';

/** Parses a piece of JSON; throws a SyntaxError if it is invalid. */
type ParsePiece = (json: string) => unknown;

/** Characters that are parsed in one turn of the event loop: about a millisecond of work. */
const sliceLength = 128_000;
/** Levels of long lists and objects that are cut; further ones are parsed at once. */
const maxLevels = 8;

interface Parsed {
  readonly value: unknown;
  /** Index after the value. */
  readonly end: number;
}

/**
 * Parses long JSON in slices, between which other requests are served. Lists and objects are cut between their items, each
 * piece is parsed by `parsePiece`, and the values are put together. See docs/decisions/0010-long-answers-in-slices.md.
 */
export async function parseInSlices(
  json: string,
  parsePiece: ParsePiece,
  nextTurn: NextTurn,
): Promise<unknown> {
  const { value, end } = await parseLong(skipSpace(json, 0), 1);
  if (skipSpace(json, end) < json.length) throw invalidJson();
  return value;

  async function parseLong(at: number, level: number): Promise<Parsed> {
    const first = json.charCodeAt(at);
    if (level <= maxLevels && first === bracket) return parseList(at, level);
    if (level <= maxLevels && first === brace) return parseObject(at, level);
    const end = endOfValue(json, at, Infinity);
    return { value: parsePiece(json.slice(at, end)), end };
  }

  async function parseList(start: number, level: number): Promise<Parsed> {
    const list: unknown[] = [];
    const end = await parseItems(start, closingBracket, {
      add(items) {
        for (const item of parsePiece(`[${items}]`) as unknown[]) list.push(item);
      },
      async addLong(at) {
        const item = await parseLong(at, level + 1);
        list.push(item.value);
        return item.end;
      },
    });
    return { value: list, end };
  }

  async function parseObject(start: number, level: number): Promise<Parsed> {
    const object: Record<string, unknown> = {};
    const end = await parseItems(start, closingBrace, {
      add(members) {
        const part = parsePiece(`{${members}}`) as Readonly<Record<string, unknown>>;
        for (const name of Object.keys(part)) define(object, name, part[name]);
      },
      async addLong(at) {
        const name = json.slice(at, endOfString(json, at) + 1);
        const member = await parseLong(startOfMemberValue(json, at), level + 1);
        define(object, String(parsePiece(name)), member.value);
        return member.end;
      },
    });
    return { value: object, end };
  }

  /** Passes the items, or members, to `add` in runs, and each long one to `addLong`; returns the index after them. */
  async function parseItems(start: number, closing: number, items: Items): Promise<number> {
    let at = skipSpace(json, start + 1);
    if (json.charCodeAt(at) === closing) return at + 1;
    for (;;) {
      const separator = skipSpace(json, await parseRun(at, closing, items));
      await nextTurn();
      if (json.charCodeAt(separator) === closing) return separator + 1;
      if (json.charCodeAt(separator) !== comma) throw invalidJson();
      at = skipSpace(json, separator + 1);
    }
  }

  async function parseRun(at: number, closing: number, { add, addLong }: Items): Promise<number> {
    const end = endOfRun(json, at, closing);
    if (end === at) return addLong(at);
    add(json.slice(at, end));
    return end;
  }
}

interface Items {
  add(items: string): void;
  /** Returns the index after the item. */
  addLong(at: number): Promise<number>;
}

/** Index after the short items from `start` on that fill a slice; `start` if the first item is long. */
function endOfRun(json: string, start: number, closing: number): number {
  let end = start;
  for (let at = start; ; ) {
    const next = endOfItem(json, at, closing);
    if (next === tooLong) return end;
    end = next;
    const separator = skipSpace(json, end);
    if (json.charCodeAt(separator) !== comma || separator - start > sliceLength) return end;
    at = skipSpace(json, separator + 1);
  }
}

const endOfItem = (json: string, at: number, closing: number): number =>
  endOfValue(json, closing === closingBrace ? startOfMemberValue(json, at) : at, sliceLength);

/** Defines an own property, because an assignment to `__proto__` would set the prototype. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}
