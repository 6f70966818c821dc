import type { RequestScope } from '../async/request-scope.ts';
import { keyIn } from '../domain/key.ts';

export type QueryParameters = Readonly<Record<string, string | number | null>>;

/** Builds alternating header names and values; those of the source and of the trace override those of the client. */
export function headersWith(
  sourceHeaders: Readonly<Record<string, string>>,
): (scope: RequestScope, traceHeaders: readonly string[]) => string[] {
  const own = Object.entries({ accept: 'application/json', ...sourceHeaders });
  const names = new Set(['host', 'x-request-id', ...own.map(([name]) => name.toLowerCase())]);
  const fixed = own.flat();
  return ({ id, headers }, traceHeaders) => {
    const all = [...fixed, 'x-request-id', id, ...traceHeaders];
    for (const name in headers)
      if (!names.has(name) && !traceHeaders.includes(name)) all.push(name, headers[name] ?? '');
    return all;
  };
}

export function queryString(query: QueryParameters | undefined): string {
  if (!query) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

type Asking = Pick<RequestScope, 'headers' | 'isBackground'>;

/**
 * Single-flight key, which contains everything that the response may depend on. The key has no keyspace, because each
 * upstream has its own single-flight. No client joins a background request, because that may wait for long.
 */
export const flightKey = (generation: number, path: string, { headers, isBackground }: Asking): string =>
  keyIn(`${generation}${isBackground ? ':background' : ''}`, path, ...Object.entries(headers).flat());
