import type { RequestScope } from '../../async/request-scope.ts';
import type { ListPage, ListQuery, SourceAdapter } from '../../domain/call-source.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { QueryParameters } from '../../upstream/request-headers.ts';
import { isObject, wireContextAt } from '../../upstream/wire-object.ts';
import type { SourceDependencies } from '../definition.ts';
import { createItemsReader, type Items, isEnd, maxPageSize } from './items.ts';
import { readPinned, readUnpinned } from './page.ts';
import type { PlacedRow } from './page-rows.ts';
import {
  type BurkiPosition,
  checkedPosition,
  isStarted,
  type StartedPosition,
  startPosition,
  type WaitingPosition,
} from './position.ts';
import { lastStartOf, type Pushdown, pushdownOf } from './pushdown.ts';
import type { BurkiCallWire } from './wire.ts';

const scanPage = 500;
const roomForTies = 10;

/**
 * Reads Burki's list in two phases. Rows that have not started come first, by offset pagination; started rows follow by
 * keyset pagination on their timestamp.
 */
export function createBurkiList(dependencies: SourceDependencies): SourceAdapter['listCalls'] {
  const { onDrift, now } = dependencies;
  const reader = () => wireContextAt(now(), onDrift);
  const readItems = createItemsReader(dependencies);

  const read = (query: QueryParameters, scope: RequestScope): Promise<Items> =>
    readItems(query, scope, filtersByAgent(query) ? agentErrorStatuses : []);

  /** Reads until a started row appears, because rows that have not started come first, or until the budget ends. */
  async function scan({ skip, limit, query, maxRequests }: Scanning, scope: RequestScope) {
    const items: unknown[] = [];
    for (let requests = 1; ; requests += 1) {
      const response = await read({ skip: skip + items.length, limit, ...query }, scope);
      items.push(...response.items);
      const { total } = response;
      const ends = isEnd(response.items.length, limit, skip + items.length, total);
      const isWhole = ends || response.items.some(isListedAsStarted);
      if (isWhole || limit < maxPageSize || requests >= maxRequests)
        return { items, total, ends, isWhole, requests };
    }
  }

  /** Scans with the requested limit first, then with the largest pages if rows that have not started are left. */
  async function scanWaiting(scanning: Scanning, scope: RequestScope) {
    const first = await scan(scanning, scope);
    const left = scanning.maxRequests - first.requests;
    if (first.isWhole || scanning.limit >= maxPageSize || left < 1) return first;
    const all = await scan({ ...scanning, limit: maxPageSize, maxRequests: left }, scope);
    return { ...all, requests: all.requests + first.requests };
  }

  /** Reads the rows that have not started, along with the started rows of the same responses. */
  async function unpinnedPage(query: ListQuery, position: Unstarted, scope: RequestScope): Promise<Page> {
    const requestedAt = now();
    const pushdown = pushdownOf(query.filter, position.withoutAgent ?? false);
    const limit = limitFor(query, pushdown, position.listed);
    // The scan stays within the window, because rows beyond it would count as already returned.
    const inWindow = position.isBounded ? Math.ceil(position.listed / maxPageSize) : query.maxRequests;
    const maxRequests = Math.min(query.maxRequests, inWindow);
    const scanning = { skip: position.skip, limit, query: pushdown.query, maxRequests };
    const found = await scanWaiting(scanning, scope);
    const { requests, isWhole } = found;
    const total = pushdown.exact ? found.total : null;
    if (!isWhole && found.items.length < maxPageSize) {
      const next = { ...position, listed: maxPageSize };
      return { rows: [], next, total, incomplete: false, requests, isTruncated: true };
    }
    const listed = {
      items: found.items,
      ends: found.ends,
      isWhole,
      watermark: query.watermark,
      reader: reader(),
      now: requestedAt,
      newest: lastStartOf(query.filter),
    };
    const { rows, next, incomplete } = readUnpinned(listed, position);
    return { rows, next, incomplete, total, requests, isTruncated: !isWhole };
  }

  /** Reads the started rows at or before the last row returned, with one request. */
  async function pinnedPage(query: ListQuery, position: Started, scope: RequestScope): Promise<Page> {
    const pushdown = pushdownOf(query.filter, position.withoutAgent ?? false);
    const limit = limitFor(query, pushdown, position.wide ? maxPageSize : position.ties);
    const { items, total } = await read({ skip: 0, limit, ...pushdown.query, date_to: position.at }, scope);
    const ends = isEnd(items.length, limit, items.length, total);
    const listed = { items, ends, watermark: query.watermark, reader: reader() };
    const { rows, next, incomplete } = readPinned(listed, position, limit === maxPageSize);
    return { rows, next, incomplete, total: pushdown.exact ? total : null };
  }

  const pageAt = (query: ListQuery, position: BurkiPosition, scope: RequestScope): Promise<Page> =>
    isStarted(position) ? pinnedPage(query, position, scope) : unpinnedPage(query, position, scope);

  return async (query, scope) => {
    const position: BurkiPosition = query.position ? checkedPosition(query.position) : startPosition;
    const isPlain = position.withoutAgent ?? false;
    try {
      const page = await pageAt(query, position, scope);
      return isPlain ? withoutAgent(page) : page;
    } catch (failure) {
      if (isPlain || !filtersByAgent(pushdownOf(query.filter, false).query) || !isAgentRejection(failure))
        throw failure;
      const maxRequests = Math.max(1, query.maxRequests - 1);
      const page = await pageAt({ ...query, maxRequests }, { ...position, withoutAgent: true }, scope);
      return withoutAgent({ ...page, requests: (page.requests ?? 1) + 1 });
    }
  };
}

type Unstarted = BurkiPosition & WaitingPosition;
type Started = BurkiPosition & StartedPosition;

interface Scanning {
  readonly skip: number;
  readonly limit: number;
  readonly query: QueryParameters;
  readonly maxRequests: number;
}

interface Page extends ListPage {
  readonly rows: readonly PlacedRow[];
  readonly next: BurkiPosition | null;
}

/** Marks a page's positions as read without the agent filter, so that later pages omit it too. */
function withoutAgent(page: Page): ListPage {
  const rows = page.rows.map(row => ({ ...row, position: { ...row.position, withoutAgent: true } }));
  return { ...page, rows, next: page.next && { ...page.next, withoutAgent: true } };
}

const isListedAsStarted = (item: unknown): boolean =>
  isObject<keyof BurkiCallWire>(item) && typeof item.started_at === 'string' && item.started_at !== '';

/** Exceeds the page size so that the last timestamp's run ends on the page, because rows are cheaper than requests. */
function limitFor(query: ListQuery, pushdown: Pushdown, reread: number): number {
  const limit = pushdown.exact ? query.pageSize + roomForTies + reread : Math.max(scanPage, reread);
  return Math.min(maxPageSize, limit);
}

const filtersByAgent = (query: QueryParameters): boolean => (query['assistant_id'] ?? null) !== null;

/** Statuses that Burki returns for an unknown assistant. */
const agentErrorStatuses = [404, 500];

const isAgentRejection = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && agentErrorStatuses.includes(failure.details.status ?? 0);
