import { type Decimal, parseDecimal } from '../domain/decimal.ts';
import { isLenientWord } from '../domain/enums.ts';
import { type Instant, isLenient, isPlausible, latestPlausible, parseInstant } from '../domain/instant.ts';
import { isTextKey } from '../domain/native-key.ts';
import { idOf, isExact, numberOf, wholeNumberOf } from '../domain/numeral.ts';

/**
 * A JSON object as an upstream spelled it, read field by field. A field of the wrong type is null and
 * reported as drift; its siblings are read all the same. An absent key is null, and so is "".
 *
 * Who reads a field gives its value beside its name, because V8 goes straight to what is written `fields.status`, but
 * looks up by a hash what is named by a variable.
 */
export interface WireObject extends WireContext {
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The terms on which one response is read. */
export interface WireContext {
  readonly drift: OnDrift;
  /** A time after this one is implausible. */
  readonly maxInstant: Instant;
}

/** A reader for a response that arrived at this time of the clock, in milliseconds. */
export const wireContextAt = (now: number, drift: OnDrift): WireContext => ({
  drift,
  maxInstant: latestPlausible(now),
});

/** Told the name of each field whose value was not what the contract says. */
export type OnDrift = (field: string) => void;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null for what is not there; for anything else drift too. */
function nullWithDrift(wire: WireObject, name: string, value: unknown): null {
  if (value !== null && value !== undefined && value !== '') wire.drift(name);
  return null;
}

export function readString(wire: WireObject, name: string, value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : nullWithDrift(wire, name, value);
}

/** A sid or an agent's key; null, and drift, for text that the graph would not take back as one. */
export function readKey(wire: WireObject, name: string, value: unknown): string | null {
  return typeof value === 'string' && isTextKey(value) ? value : nullWithDrift(wire, name, value);
}

export function readNumber(wire: WireObject, name: string, value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : readText(wire, name, value, numberOf);
}

/** A number with all its digits. */
export function readDecimal(wire: WireObject, name: string, value: unknown): Decimal | null {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : readText(wire, name, value, parseDecimal);
}

/** A whole number that GraphQL's 32-bit `Int` holds. */
export function readInt(wire: WireObject, name: string, value: unknown): number | null {
  return typeof value === 'number' && (value | 0) === value
    ? value
    : readText(wire, name, value, wholeNumberOf);
}

/** A whole number that JSON carries exactly: an id. */
export function readId(wire: WireObject, name: string, value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : readText(wire, name, value, idOf);
}

/** A number sent as a string is drift, unless no JSON number carries its digits. */
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

/** A plausible time; any other is a placeholder or the reading of a wrong clock. */
export function readInstant(wire: WireObject, name: string, value: unknown): Instant | null {
  if (typeof value !== 'string') return nullWithDrift(wire, name, value);
  const instant = parseInstant(value);
  if (instant === null || !isPlausible(instant, wire.maxInstant)) return nullWithDrift(wire, name, value);
  if (instant !== value && isLenient(value)) wire.drift(name);
  return instant;
}

/** An object that is passed on as it is: one that nests too deep to be written again is drift. */
export function readObject(
  wire: WireObject,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> | null {
  return isObject(value) && isShallow(value) ? value : nullWithDrift(wire, name, value);
}

/** No conversation has more pieces; what goes beyond would only cost time and memory. */
const maxItems = 60_000;

/** A list, cut off where it is too long to be one; that is drift. */
export function readList(wire: WireObject, name: string, value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? bounded(value, () => wire.drift(name)) : nullWithDrift(wire, name, value);
}

export function bounded(items: readonly unknown[], drift: () => void): readonly unknown[] {
  if (items.length <= maxItems) return items;
  drift();
  return items.slice(0, maxItems);
}

const maxDepth = 64;

/** Whether JSON nests so little that writing and comparing it is safe. */
export function isShallow(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= maxDepth) return false;
  if (Array.isArray(value)) return value.every(item => isShallow(item, depth + 1));
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) if (!isShallow(fields[name], depth + 1)) return false;
  return true;
}

/** A word of an open set with its meaning; an unknown word is drift, and so is one that no API documents. */
export function readEnum<T extends string | null>(
  wire: WireObject,
  name: string,
  value: unknown,
  meaning: (word: string | null) => T,
) {
  const raw = readString(wire, name, value);
  const meant = meaning(raw);
  if (raw !== null && (meant === 'UNKNOWN' || meant === 'OTHER' || isLenientWord(raw))) wire.drift(name);
  return { raw, meant };
}

/** An object inside this one, to be read the same way. */
export function readChild(wire: WireObject, name: string, value: unknown): WireObject | null {
  return isObject(value)
    ? { fields: value, drift: driftWithin(wire, name), maxInstant: wire.maxInstant }
    : nullWithDrift(wire, name, value);
}

/** The objects of a list inside this one; an item that is no object is drift. */
export function readChildren(wire: WireObject, name: string, value: unknown): WireObject[] | null {
  const items = readList(wire, name, value);
  return items && wireObjectsOf(items, { drift: driftWithin(wire, name), maxInstant: wire.maxInstant });
}

/** Names drift within a field by its path. */
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

/** Null for a value that is no object, which is drift. */
export function wireObjectOf(value: unknown, { drift, maxInstant }: WireContext): WireObject | null {
  if (isObject(value)) return { fields: value, drift, maxInstant };
  drift('(not an object)');
  return null;
}
