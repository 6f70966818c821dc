import type { RequestHead } from '../../domain/request-head.ts';

/** Those of a client's headers that are named and fit to be sent on, by their names in lower case. */
export function forwardedHeaders(
  headers: RequestHead['headers'],
  names: readonly string[],
): Record<string, string> {
  const given = names.map(name => [name, headers.get(name)] as const);
  return Object.fromEntries(given.filter((header): header is [string, string] => isFit(header[1])));
}

const isFit = (value: string | null): boolean => value !== null && /^[\x20-\x7e]{1,4096}$/.test(value);
