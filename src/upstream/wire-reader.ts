import { type Decimal, parseDecimal } from '../domain/decimal.ts';
import { isLenientWord } from '../domain/enums.ts';
import { type Instant, isLenient, isPlausible, parseInstant } from '../domain/instant.ts';
import { isTextKey } from '../domain/native-key.ts';
import { idOf, isExact, numberOf, wholeNumberOf } from '../domain/numeral.ts';
import { isObject, type OnDrift, type WireContext, type WireObject, wireObjectsOf } from './wire-object.ts';

type FieldName<T> = keyof T & string;

/** Contract of the items of a list. */
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : unknown;

/** Returns null, and reports drift unless the value is absent. */
function nullWithDrift(wire: WireContext, name: string, value: unknown): null {
  if (value !== null && value !== undefined && value !== '') wire.drift(name);
  return null;
}

export function readString<T>(wire: WireObject<T>, name: FieldName<T>): string | null {
  const value = wire.fields[name];
  return typeof value === 'string' && value !== '' ? value : nullWithDrift(wire, name, value);
}

/** Reads a sid or an agent's key. Text that the gateway would not accept back as a key is drift. */
export function readKey<T>(wire: WireObject<T>, name: FieldName<T>): string | null {
  const value = wire.fields[name];
  return typeof value === 'string' && isTextKey(value) ? value : nullWithDrift(wire, name, value);
}

export function readNumber<T>(wire: WireObject<T>, name: FieldName<T>): number | null {
  const value = wire.fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : readText(wire, name, value, numberOf);
}

export function readDecimal<T>(wire: WireObject<T>, name: FieldName<T>): Decimal | null {
  const value = wire.fields[name];
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : readText(wire, name, value, parseDecimal);
}

/** Reads an integer that fits GraphQL's 32-bit `Int`. */
export function readInt<T>(wire: WireObject<T>, name: FieldName<T>): number | null {
  const value = wire.fields[name];
  return typeof value === 'number' && (value | 0) === value
    ? value
    : readText(wire, name, value, wholeNumberOf);
}

/** Reads an integer id that a double holds exactly. */
export function readId<T>(wire: WireObject<T>, name: FieldName<T>): number | null {
  const value = wire.fields[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : readText(wire, name, value, idOf);
}

/** Reads a number from a string, which is drift unless a double would change the number. */
function readText<T>(
  wire: WireContext,
  name: string,
  value: unknown,
  parse: (text: string) => T | null,
): T | null {
  const parsed = typeof value === 'string' ? parse(value) : null;
  if (parsed === null) return nullWithDrift(wire, name, value);
  if (isExact(String(value))) wire.drift(name);
  return parsed;
}

export function readBoolean<T>(wire: WireObject<T>, name: FieldName<T>): boolean | null {
  const value = wire.fields[name];
  return typeof value === 'boolean' ? value : nullWithDrift(wire, name, value);
}

/** Reads a timestamp. An implausible one is drift, because a placeholder or a wrong clock produced it. */
export function readInstant<T>(wire: WireObject<T>, name: FieldName<T>): Instant | null {
  const value = wire.fields[name];
  if (typeof value !== 'string') return nullWithDrift(wire, name, value);
  const instant = parseInstant(value);
  if (instant === null || !isPlausible(instant, wire.maxInstant)) return nullWithDrift(wire, name, value);
  if (instant !== value && isLenient(value)) wire.drift(name);
  return instant;
}

/** Reads an object to pass on unchanged; nesting too deep to serialize is drift. */
export function readObject<T>(
  wire: WireObject<T>,
  name: FieldName<T>,
): Readonly<Record<string, unknown>> | null {
  const value = wire.fields[name];
  return isObject(value) && isShallow(value) ? value : nullWithDrift(wire, name, value);
}

/** Reads an object to pass on unchanged. `readPart` reads the documented part of it, for the drift alone. */
export function readOpenObject<T, K extends FieldName<T>>(
  wire: WireObject<T>,
  name: K,
  readPart: (object: WireObject<T[K]>) => unknown,
): Readonly<Record<string, unknown>> | null {
  const object = readObject(wire, name);
  const child = object && readChild(wire, name);
  if (child) readPart(child);
  return object;
}

/** Limit above the length of any conversation; a longer list would only cost time and memory. */
const maxItems = 60_000;

/** Reads a list, and truncates a list above `maxItems`, which is drift. */
export function readList<T>(wire: WireObject<T>, name: FieldName<T>): readonly unknown[] | null {
  const value = wire.fields[name];
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
export function readEnum<T, Value extends string | null>(
  wire: WireObject<T>,
  name: FieldName<T>,
  parse: (word: string | null) => Value,
) {
  const raw = readString(wire, name);
  const meant = parse(raw);
  if (raw !== null && (meant === 'UNKNOWN' || meant === 'OTHER' || isLenientWord(raw))) wire.drift(name);
  return { raw, meant };
}

export function readChild<T, K extends FieldName<T>>(wire: WireObject<T>, name: K): WireObject<T[K]> | null {
  const value = wire.fields[name];
  return isObject<keyof T[K]>(value)
    ? { fields: value, drift: driftWithin(wire, name), maxInstant: wire.maxInstant }
    : nullWithDrift(wire, name, value);
}

/** Reads a list of objects; an item of another type is drift. */
export function readChildren<T, K extends FieldName<T>>(
  wire: WireObject<T>,
  name: K,
): WireObject<ItemOf<T[K]>>[] | null {
  const items = readList(wire, name);
  return items && wireObjectsOf(items, { drift: driftWithin(wire, name), maxInstant: wire.maxInstant });
}

const driftWithin =
  (wire: WireContext, name: string): OnDrift =>
  field =>
    wire.drift(`${name}.${field}`);

/** Reports drift of a field whose value has the right type and a wrong meaning. */
export function reportDrift<T>(wire: WireObject<T>, name: FieldName<T>): void {
  wire.drift(name);
}
