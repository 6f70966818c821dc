import type { RequestHead } from '../async/client-disconnect.ts';

/** Those of a client's headers that are named and fit to be sent on, by their names in lower case. */
export function forwardedHeaders(
  headers: RequestHead['headers'],
  names: readonly string[],
): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null && isFit(value)) forwarded[name] = value;
  }
  return forwarded;
}

const isFit = (value: string): boolean => /^[\x20-\x7e]{1,4096}$/.test(value);
