import type { RequestHead } from '../async/client-disconnect.ts';
import { badUserInput } from '../domain/errors.ts';

/**
 * The listed client headers (`names` in lower case). Throws BAD_USER_INPUT for a value that cannot be forwarded, because
 * the upstream would otherwise answer for another identity than the client names.
 */
export function forwardedHeaders(
  headers: RequestHead['headers'],
  names: readonly string[],
): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headers.get(name);
    if (value === null) continue;
    if (!isForwardable(value)) throw unfit(name);
    forwarded[name] = value;
  }
  return forwarded;
}

const isForwardable = (value: string): boolean => /^[\x20-\x7e]{1,4096}$/.test(value);

const unfit = (name: string) =>
  badUserInput(`The header ${name} is forwarded, and takes 1 to 4096 printable ASCII characters.`);
