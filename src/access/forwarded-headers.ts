import type { RequestHead } from '../async/client-disconnect.ts';

/** The listed client headers (`names` in lower case), without values that are too long or not printable ASCII. */
export function forwardedHeaders(
  headers: RequestHead['headers'],
  names: readonly string[],
): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null && isForwardable(value)) forwarded[name] = value;
  }
  return forwarded;
}

const isForwardable = (value: string): boolean => /^[\x20-\x7e]{1,4096}$/.test(value);
