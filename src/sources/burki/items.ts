import type { RequestScope } from '../../async/request-scope.ts';
import { invalidResponse } from '../../domain/errors.ts';
import type { QueryParameters } from '../../upstream/request-headers.ts';
import { isObject, wireContextAt, wireObjectOf } from '../../upstream/wire-object.ts';
import { readInt, readList } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import type { BurkiPageWire } from './wire.ts';

export const maxPageSize = 1000;

export interface Items {
  readonly items: readonly unknown[];
  /** Number of calls that match the query; null if the response does not give it. */
  readonly total: number | null;
}

export type ReadItems = (
  query: QueryParameters,
  scope: RequestScope,
  expectedErrorStatuses?: readonly number[],
) => Promise<Items>;

/** Reads one page of Burki's list. */
export const createItemsReader =
  ({ upstream, onDrift, now }: SourceDependencies): ReadItems =>
  async (query, scope, expectedErrorStatuses = []) => {
    // The path ends with a slash, because Burki may redirect a path without one.
    const response = await upstream.getJson(
      { route: 'list', path: '/api/v1/calls/', query, expectedErrorStatuses },
      scope,
    );
    const body = response?.json;
    // Older deployments respond with the bare array.
    if (Array.isArray(body)) return { items: body, total: null };
    const wire = isObject(body) ? wireObjectOf<BurkiPageWire>(body, wireContextAt(now(), onDrift)) : null;
    const items = wire && readList(wire, 'items');
    if (!items) throw invalidResponse('BURKI', 'Burki answered its list of calls without a list.');
    const total = readInt(wire, 'total');
    return { items, total: total !== null && total >= 0 ? total : null };
  };

/** Whether a page of some items, which reaches to this offset, ends the list. */
export const isEnd = (received: number, limit: number, reached: number, total: number | null): boolean =>
  received < limit || (total !== null && reached >= total);
