import { type Decimal, parseDecimal } from '../domain/decimal.ts';
import { isLenientWord } from '../domain/enums.ts';
import { type Instant, isLenient, isPlausible, latestPlausible, parseInstant } from '../domain/instant.ts';
import { isTextKey } from '../domain/native-key.ts';
import { idOf, isExact, numberOf, wholeNumberOf } from '../domain/numeral.ts';

/**
 * JSON object of an upstream response. A field of the wrong type is null and reported as drift; its siblings are read
 * all the same. An absent field or "" is null without drift.
 *
 * A reader takes the value of a field beside its name (@v8 6).
 */
export interface WireObject extends WireContext {
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Drift callback and time limit that all objects of one response share. */
export interface WireContext {
  readonly drift: OnDrift;
  /** Latest plausible time. */
  readonly maxInstant: Instant;
}

/** Context for a response that arrived at `now`, in wall-clock milliseconds. */
export const wireContextAt = (now: number, drift: OnDrift): WireContext => ({
  drift,
  maxInstant: latestPlausible(now),
});

/** Called with the name of each field whose value violates the contract. */
export type OnDrift = (field: string) => void;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns null, and reports drift unless the value is absent. */
function nullWithDrift(wire: WireObject, name: string, value: unknown): null {
  if (value !== null && value !== undefined && value !== '') wire.drift(name);
  return null;
}

export function readString(wire: WireObject, name: string, value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : nullWithDrift(wire, name, value);
}

/** Reads a sid or an agent's key. Text that the gateway would not accept back as a key is drift. */
export function readKey(wire: WireObject, name: string, value: unknown): string | null {
  return typeof value === 'string' && isTextKey(value) ? value : nullWithDrift(wire, name, value);
}

export function readNumber(wire: WireObject, name: string, value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : readText(wire, name, value, numberOf);
}

export function readDecimal(wire: WireObject, name: string, value: unknown): Decimal | null {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : readText(wire, name, value, parseDecimal);
}

/** Reads an integer that fits GraphQL's 32-bit `Int`. */
export function readInt(wire: WireObject, name: string, value: unknown): number | null {
  return typeof value === 'number' && (value | 0) === value
    ? value
    : readText(wire, name, value, wholeNumberOf);
}

/** Reads an integer id that a double holds exactly. */
export function readId(wire: WireObject, name: string, value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : readText(wire, name, value, idOf);
}

/** Reads a number from a string, which is drift unless a double would change the number. */
function readText<T>(
  wire: WireObject,
  name: string,
  value: unknown,
  parse: (text: string) => T | null,
): T | null {
  const parsed = typeof value === 'string' ? parse(value) : null;
  if (parsed === null) return nullWithDrift(wire, name, value);
  if (isExact(String(value))) wire.drift(name);
  return parsed;
}

export function readBoolean(wire: WireObject, name: string, value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : nullWithDrift(wire, name, value);
}

/** Reads a timestamp. An implausible one is drift, because a placeholder or a wrong clock produced it. */
export function readInstant(wire: WireObject, name: string, value: unknown): Instant | null {
  if (typeof value !== 'string') return nullWithDrift(wire, name, value);
  const instant = parseInstant(value);
  if (instant === null || !isPlausible(instant, wire.maxInstant)) return nullWithDrift(wire, name, value);
  if (instant !== value && isLenient(value)) wire.drift(name);
  return instant;
}

/** Reads an object to pass on unchanged; nesting too deep to serialize is drift. */
export function readObject(
  wire: WireObject,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> | null {
  return isObject(value) && isShallow(value) ? value : nullWithDrift(wire, name, value);
}

/** Limit above the length of any conversation; a longer list would only cost time and memory. */
const maxItems = 60_000;

/** Reads a list, and truncates a list above `maxItems`, which is drift. */
export function readList(wire: WireObject, name: string, value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? bounded(value, () => wire.drift(name)) : nullWithDrift(wire, name, value);
}

export function bounded(items: readonly unknown[], drift: () => void): readonly unknown[] {
  if (items.length <= maxItems) return items;
  drift();
  return items.slice(0, maxItems);
}

const maxDepth = 64;

/** Whether JSON is shallow enough for recursive serialization and comparison. */
export function isShallow(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= maxDepth) return false;
  if (Array.isArray(value)) return value.every(item => isShallow(item, depth + 1));
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) if (!isShallow(fields[name], depth + 1)) return false;
  return true;
}

/** Reads a value of an open enum; an unknown or undocumented word is drift. */
export function readEnum<T extends string | null>(
  wire: WireObject,
  name: string,
  value: unknown,
  parse: (word: string | null) => T,
) {
  const raw = readString(wire, name, value);
  const meant = parse(raw);
  if (raw !== null && (meant === 'UNKNOWN' || meant === 'OTHER' || isLenientWord(raw))) wire.drift(name);
  return { raw, meant };
}

export function readChild(wire: WireObject, name: string, value: unknown): WireObject | null {
  return isObject(value)
    ? { fields: value, drift: driftWithin(wire, name), maxInstant: wire.maxInstant }
    : nullWithDrift(wire, name, value);
}

/** Reads a list of objects; an item of another type is drift. */
export function readChildren(wire: WireObject, name: string, value: unknown): WireObject[] | null {
  const items = readList(wire, name, value);
  return items && wireObjectsOf(items, { drift: driftWithin(wire, name), maxInstant: wire.maxInstant });
}

const driftWithin =
  (wire: WireObject, name: string): OnDrift =>
  field =>
    wire.drift(`${name}.${field}`);

export function wireObjectsOf(items: readonly unknown[], reader: WireContext): WireObject[] {
  const wires: WireObject[] = [];
  for (const item of items) {
    const wire = wireObjectOf(item, reader);
    if (wire) wires.push(wire);
  }
  return wires;
}

/** Returns null for a value that is not an object, which is drift. */
export function wireObjectOf(value: unknown, { drift, maxInstant }: WireContext): WireObject | null {
  if (isObject(value)) return { fields: value, drift, maxInstant };
  drift('(not an object)');
  return null;
}
