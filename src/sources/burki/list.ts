import type { CallSource, ListPage, ListQuery } from '../../domain/call-source.ts';
import { invalidResponse, SwitchboardError } from '../../domain/errors.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import { count, isObject, list, readerAt, wireOf } from '../../upstream/decode.ts';
import { failureOfStatus } from '../../upstream/failures.ts';
import type { Query } from '../../upstream/request.ts';
import type { SourceOptions } from '../definition.ts';
import { burkiIdentity } from './identity.ts';
import { readPinned, readUnpinned } from './page.ts';
import {
  type BurkiPosition,
  checkedPosition,
  isStarted,
  type StartedPosition,
  theBeginning,
  type WaitingPosition,
} from './position.ts';
import { type Pushdown, pushdownOf } from './pushdown.ts';
import type { PlacedRow } from './rows.ts';

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

  /** Reads on until a row that has started shows that no more of those that have not are listed, as far as may be. */
  async function scan({ skip, limit, query, maxRequests }: Scanning, scope: RequestScope) {
    const items: unknown[] = [];
    for (let requests = 1; ; requests += 1) {
      const answer = await read({ skip: skip + items.length, limit, ...query }, scope);
      items.push(...answer.items);
      const { total } = answer;
      const ends = isEnd(answer.items.length, limit, skip + items.length, total);
      const isWhole = ends || answer.items.some(isListedAsStarted);
      if (isWhole || limit < largestPage || requests >= maxRequests)
        return { items, total, ends, isWhole, requests };
    }
  }

  /** The same, with the largest pages where the first shows too little. */
  async function scanWaiting(asked: Scanning, scope: RequestScope) {
    const first = await scan(asked, scope);
    const left = asked.maxRequests - first.requests;
    if (first.isWhole || asked.limit >= largestPage || left < 1) return first;
    const all = await scan({ ...asked, limit: largestPage, maxRequests: left }, scope);
    return { ...all, requests: all.requests + first.requests };
  }

  /** The rows that have not started, and started ones as far as they come along. */
  async function unpinnedPage(query: ListQuery, position: Unstarted, scope: RequestScope): Promise<Page> {
    const asked = now();
    const pushdown = pushdownOf(query.filter, position.withoutAgent ?? false);
    const limit = limitFor(query, pushdown, position.listed);
    // Because rows beyond a window that was begun would be taken for rows given before.
    const inWindow = position.isBounded ? Math.ceil(position.listed / largestPage) : query.maxRequests;
    const maxRequests = Math.min(query.maxRequests, inWindow);
    const scanning = { skip: position.skip, limit, query: pushdown.query, maxRequests };
    const found = await scanWaiting(scanning, scope);
    const { requests, isWhole } = found;
    const total = pushdown.exact ? found.total : null;
    if (!isWhole && found.items.length < largestPage) {
      const next = { ...position, listed: largestPage };
      return { rows: [], next, total, damaged: false, requests, isTruncated: true };
    }
    const newest = query.filter.startedBefore;
    const listed = { ...found, watermark: query.passed, reader: reader(), now: asked, newest };
    return { ...readUnpinned(listed, position), total, requests, isTruncated: !isWhole };
  }

  /** One request for the started rows at or before the last one given. */
  async function pinnedPage(query: ListQuery, position: Started, scope: RequestScope): Promise<Page> {
    const pushdown = pushdownOf(query.filter, position.withoutAgent ?? false);
    const limit = limitFor(query, pushdown, position.wide ? largestPage : position.ties);
    const { items, total } = await read({ skip: 0, limit, ...pushdown.query, date_to: position.at }, scope);
    const ends = isEnd(items.length, limit, items.length, total);
    const listed = { items, ends, watermark: query.passed, reader: reader() };
    const page = readPinned(listed, position, limit === largestPage);
    return { ...page, total: pushdown.exact ? total : null };
  }

  const pageAt = (query: ListQuery, position: BurkiPosition, scope: RequestScope): Promise<Page> =>
    isStarted(position) ? pinnedPage(query, position, scope) : unpinnedPage(query, position, scope);

  return async (query, scope) => {
    const position: BurkiPosition = query.position ? checkedPosition(query.position) : theBeginning;
    const isPlain = position.withoutAgent ?? false;
    try {
      const page = await pageAt(query, position, scope);
      return isPlain ? withoutAgent(page) : page;
    } catch (failure) {
      if (isPlain || !asksForAgent(pushdownOf(query.filter, false).query) || !isRefusal(failure))
        throw failure;
      return withoutAgent(await pageAt(query, { ...position, withoutAgent: true }, scope));
    }
  };
}

type Unstarted = BurkiPosition & WaitingPosition;
type Started = BurkiPosition & StartedPosition;

interface Scanning {
  readonly skip: number;
  readonly limit: number;
  readonly query: Query;
  readonly maxRequests: number;
}

interface Page extends ListPage {
  readonly rows: readonly PlacedRow[];
  readonly next: BurkiPosition | null;
}

/** Because what follows a page that was read without the agent filter is to be read without it too. */
function withoutAgent(page: Page): ListPage {
  const rows = page.rows.map(row => ({ ...row, position: { ...row.position, withoutAgent: true } }));
  return { ...page, rows, next: page.next && { ...page.next, withoutAgent: true } };
}

const isEnd = (received: number, limit: number, reached: number, total: number | null): boolean =>
  received < limit || (total !== null && reached >= total);

const isListedAsStarted = (item: unknown): boolean =>
  isObject(item) && typeof item['started_at'] === 'string' && item['started_at'] !== '';

/** Some rows more than are wanted show, nearly always, where the last timestamp ends: rows cost less than requests. */
function limitFor(query: ListQuery, pushdown: Pushdown, again: number): number {
  const limit = pushdown.exact ? query.want + roomForTies + again : Math.max(scanPage, again);
  return Math.min(largestPage, limit);
}

const asksForAgent = (query: Query): boolean => (query['assistant_id'] ?? null) !== null;

/** Because Burki answers an assistant it does not know with either. */
const agentRefusals = [404, 500];

const isRefusal = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && agentRefusals.includes(failure.facts.status ?? 0);
