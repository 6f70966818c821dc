import { mapInSlices } from '../../async/map-in-slices.ts';
import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import { invalidResponse, SwitchboardError } from '../../domain/errors.ts';
import { wireContextAt, wireObjectOf, wireObjectsOf } from '../../upstream/wire-object.ts';
import { readList } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import { successOf } from './envelope.ts';
import { normalizeRow } from './normalize-call.ts';
import { type Next, readNext } from './pagination.ts';
import type { ButterCallWire, ButterEnvelopeWire } from './wire.ts';

export const maxPageSize = 100;

export interface UpstreamPage extends Next {
  readonly calls: readonly Call[];
  /** Number of unreadable rows. */
  readonly unreadable: number;
}

export type ReadPage = (cursor: string | null, limit: number, scope: RequestScope) => Promise<UpstreamPage>;

export function createPageReader({ upstream, onDrift, now, nextTurn }: SourceDependencies): ReadPage {
  return async (cursor, limit, scope) => {
    const expectedErrorStatuses = cursor === null ? [] : cursorErrorStatuses;
    const response = await upstream.getJson(
      { route: 'list', path: '/api/calls', query: { limit, cursor }, expectedErrorStatuses },
      scope,
    );
    const reader = wireContextAt(now(), onDrift);
    const wire = wireObjectOf<ButterEnvelopeWire>(successOf(response?.json), reader);
    const rows = wire && readList(wire, 'data');
    if (!rows) throw invalidResponse('BUTTER', 'Butter answered its list of calls without a list.');
    const normalize = (items: readonly unknown[]): Call[] =>
      wireObjectsOf<ButterCallWire>(items, reader)
        .map(normalizeRow)
        .filter(call => call !== null);
    const readable =
      rows.length > maxPageSize
        ? await mapInSlices(rows, normalize, nextTurn, () => rowWeight)
        : normalize(rows);
    const { next, broken } = readNext(wire, cursor);
    return { calls: withoutRepeats(readable), unreadable: rows.length - readable.length, next, broken };
  };
}

/** Items of a slice that a row counts for, because it has many fields. */
const rowWeight = 5;

/** Keeps the first row of each sid, because a to-many join behind the list may repeat rows. */
function withoutRepeats(calls: readonly Call[]): readonly Call[] {
  const bySid = new Map<string, Call>();
  for (const call of calls) if (!bySid.has(call.sid)) bySid.set(call.sid, call);
  return bySid.size === calls.length ? calls : [...bySid.values()];
}

/** Statuses that Butter returns for an expired cursor. */
const cursorErrorStatuses = [400, 404, 410, 422];

export const isCursorRejection = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && cursorErrorStatuses.includes(failure.details.status ?? 0);
