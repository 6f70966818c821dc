/** Key of a cache, lock, single-flight or loader. Different lists of parts give different keys. */
export function keyIn(keyspace: string, ...parts: readonly string[]): string {
  let key = keyspace;
  for (const part of parts) key += `:${escapePart(part)}`;
  return key;
}

/** Escapes the separator, and surrogates too, because UTF-8 encodes all lone ones alike. */
export const escapePart = (part: string): string =>
  reserved.test(part) ? part.replace(everyReserved, escapeUnit) : part;

const reserved = /[%:\ud800-\udfff]/;
const everyReserved = new RegExp(reserved, 'g');

const escapeUnit = (unit: string): string => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
