import { keyIn } from '../domain/key.ts';
import type { RequestScope } from '../domain/request-scope.ts';

export type Query = Readonly<Record<string, string | number | null>>;

/** Lines of a head; ours take the place of a client's of the same name. */
export function headersWith(given: Readonly<Record<string, string>>): (scope: RequestScope) => string {
  const ours = Object.entries({ connection: 'keep-alive', accept: 'application/json', ...given });
  const names = new Set(['host', 'x-request-id', ...ours.map(([name]) => name.toLowerCase())]);
  const lines = ours.map(([name, value]) => line(name, value)).join('');
  return ({ id, headers }) => {
    let all = lines + line('x-request-id', id);
    for (const name in headers) if (!names.has(name)) all += line(name, headers[name] ?? '');
    return all;
  };
}

/** What no header may hold would end it, and begin another. */
const unfit = /[^\t\x20-\x7e\x80-\xff]/;

function line(name: string, value: string): string {
  if (unfit.test(value)) throw new Error(`A value of ${name} is none that a header may have.`);
  return `${name}: ${value}\r\n`;
}

export function queryString(query: Query | undefined): string {
  if (!query) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

/** Requests of one key share an answer: everything that an upstream may answer differently by is part of it. */
export const flightKey = (
  keyspace: string,
  generation: number,
  path: string,
  headers: RequestScope['headers'],
): string => keyIn(keyspace, `${generation}`, path, ...Object.entries(headers).flat());
