import { type Instant, latestPlausible } from '../domain/instant.ts';

/**
 * JSON object of an upstream response. A field of the wrong type is null and reported as drift; its siblings are read
 * all the same. An absent field or "" is null without drift.
 *
 * `T` is the object's contract: a reader accepts the names of its fields, and no others.
 */
export interface WireObject<T> extends WireContext {
  readonly fields: Readonly<Record<keyof T, unknown>>;
}

/** Stands in a contract for a JSON value of any type; an object or a list of objects has a contract of its own. */
export const json: unknown = undefined;

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

/** Whether a value is an object. Its fields named `K` are of any type, or absent. */
export const isObject = <K extends PropertyKey = string>(
  value: unknown,
): value is Readonly<Record<K, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function wireObjectsOf<T>(items: readonly unknown[], reader: WireContext): WireObject<T>[] {
  const wires: WireObject<T>[] = [];
  for (const item of items) {
    const wire = wireObjectOf<T>(item, reader);
    if (wire) wires.push(wire);
  }
  return wires;
}

/** Returns null for a value that is not an object, which is drift. */
export function wireObjectOf<T>(value: unknown, { drift, maxInstant }: WireContext): WireObject<T> | null {
  if (isObject<keyof T>(value)) return { fields: value, drift, maxInstant };
  drift('(not an object)');
  return null;
}
