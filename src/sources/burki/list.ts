import type { CallSource, ListPage, ListQuery } from '../../domain/call-source.ts';
import { invalidResponse, SwitchboardError } from '../../domain/errors.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import { count, isObject, list, readerAt, wireOf } from '../../upstream/decode.ts';
import { failureOfStatus } from '../../upstream/failures.ts';
import type { Query } from '../../upstream/request.ts';
import type { SourceOptions } from '../definition.ts';
import { burkiIdentity } from './identity.ts';
import { type BurkiPosition, checkedPosition } from './position.ts';
import { type Pushdown, pushdownOf } from './pushdown.ts';
import { readRows } from './rows.ts';

const largestPage = 1000;
const scanPage = 500;
const roomForTies = 10;

interface Items {
  readonly items: readonly unknown[];
  readonly total: number | null;
}

/** Reads Burki's list: what has not started first, then back in time from the last row's timestamp. */
export function createBurkiList({ upstream, drift, now }: SourceOptions): CallSource['listCalls'] {
  const reader = () => readerAt(now(), drift);

  async function read(query: Query, scope: RequestScope): Promise<Items> {
    const refusals = asksForAgent(query) ? agentRefusals : [];
    // Because without the trailing slash Burki may answer a redirect.
    const body = await upstream.getJson({ route: 'list', path: '/api/v1/calls/', query, refusals }, scope);
    if (body === undefined) throw failureOfStatus(burkiIdentity, 404, null);
    // Because older deployments answer the bare array.
    if (Array.isArray(body)) return { items: body, total: null };
    const wire = isObject(body) ? wireOf(body, reader()) : null;
    const items = wire && list(wire, 'items', wire.fields.items);
    if (!items) throw invalidResponse('BURKI', 'Burki answered its list of calls without a list.');
    const total = count(wire, 'total', wire.fields.total);
    return { items, total: total !== null && total >= 0 ? total : null };
  }

  async function page(
    query: ListQuery,
    position: BurkiPosition | null,
    scope: RequestScope,
  ): Promise<ListPage> {
    const pushdown = pushdownOf(query.filter, position?.withoutAgent ?? false);
    const limit = limitFor(query, pushdown, position);
    const pin = position && 'at' in position ? { date_to: position.at } : {};
    const { items, total } = await read({ skip: 0, limit, ...pushdown.query, ...pin }, scope);
    const ends = items.length < limit || (total !== null && items.length >= total);
    const { rows, next, damaged } = readRows({
      items,
      position,
      watermark: query.passed,
      ends,
      widest: limit === largestPage,
      reader: reader(),
    });
    return { rows, next, total: pushdown.exact ? total : null, damaged };
  }

  return async (query, scope) => {
    const position = query.position && checkedPosition(query.position);
    try {
      return await page(query, position, scope);
    } catch (failure) {
      const { query: asked } = pushdownOf(query.filter, position?.withoutAgent ?? false);
      if (!asksForAgent(asked) || !isRefusal(failure)) throw failure;
      const plain = { ...(position ?? { seen: [] }), withoutAgent: true };
      return page(query, plain, scope);
    }
  };
}

/** Some rows more than are wanted show, nearly always, where the last timestamp ends: rows cost less than requests. */
function limitFor(query: ListQuery, pushdown: Pushdown, position: BurkiPosition | null): number {
  if (position?.wide) return largestPage;
  if (!pushdown.exact) return scanPage;
  const again = position === null ? 0 : 'at' in position ? position.ties : position.seen.length;
  return Math.min(largestPage, query.want + roomForTies + again);
}

const asksForAgent = (query: Query): boolean => (query['assistant_id'] ?? null) !== null;

/** Because Burki answers an assistant it does not know with either. */
const agentRefusals = [404, 500];

const isRefusal = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && agentRefusals.includes(failure.facts.status ?? 0);
