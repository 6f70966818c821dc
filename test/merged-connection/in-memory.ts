import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { type CallFilter, everyCall } from '../../src/domain/call-filter.ts';
import type { ConnectedSource } from '../../src/domain/call-source.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import type { CallPage } from '../../src/loaders/call-page.ts';
import { selectionOf } from '../../src/loaders/call-selection.ts';
import { listMerged } from '../../src/loaders/merged-connection/index.ts';
import { burki } from '../../src/sources/burki/index.ts';
import { butter } from '../../src/sources/butter/index.ts';
import type { SourceDefinition } from '../../src/sources/definition.ts';
import type { QueryParameters } from '../../src/upstream/request-headers.ts';
import type { UpstreamClient } from '../../src/upstream/upstream-client.ts';
import { requestScope } from '../request-scope.ts';
import { idleLoad } from '../sources/idle-load.ts';

/** A list row of an upstream that has no socket: its time is in seconds since 1970, null where it has none. */
export interface Row {
  readonly key: number;
  readonly time: number | null;
}

/** A source whose upstream is a list in memory, in the order in which it is given. */
export interface InMemorySource {
  readonly connected: ConnectedSource;
  rows: readonly Row[];
  isDown: boolean;
  /** The time of day in milliseconds, as the gateway's clock says. */
  now: number;
  /** Raised, it makes the upstream refuse every cursor that it gave before. */
  epoch: number;
  /** The upstream requests since the last call of this. */
  cost(): string[];
}

const scope = requestScope();

const spelled = (time: number | null): string | null =>
  time === null ? null : new Date(time * 1000).toISOString();

function over(
  definition: SourceDefinition,
  scanPages: number,
  list: (source: InMemorySource, query: QueryParameters) => unknown,
): InMemorySource {
  let asked: string[] = [];
  const upstream: UpstreamClient = {
    async getJson({ path, query = {} }) {
      const given = Object.entries(query).flatMap(([name, value]) =>
        value === null ? [] : [`${name}=${value}`],
      );
      asked.push(`${path}?${given.join('&')}`);
      if (source.isDown) throw new SwitchboardError('UPSTREAM_UNAVAILABLE', 'It is down.', {});
      return { json: list(source, query), text: '' };
    },
    stats: idleLoad,
    liftPauses: async () => true,
    close: async () => {},
  };
  const source: InMemorySource = {
    rows: [],
    isDown: false,
    now: Date.parse('2026-04-01T00:00:00Z'),
    epoch: 0,
    connected: {
      identity: definition.identity,
      calls: definition.create({
        upstream,
        onDrift: () => {},
        nextTurn: createTurnQueue(),
        now: () => source.now,
      }),
      keyspace: null,
      sandboxed: false,
      copyAccess: null,
      scanPages,
      requestsPerSecond: 'unlimited',
      fieldCosts: definition.fieldCosts,
      health: () => null,
    },
    cost() {
      const cost = asked;
      asked = [];
      return cost;
    },
  };
  return source;
}

/** Its cursors hold the key of the row before, so that arrivals do not shift them, and the epoch in which it gave them. */
export const butterInMemory = (scanPages = 5): InMemorySource =>
  over(butter, scanPages, ({ rows, epoch }, { limit, cursor }) => {
    const [given, last] = String(cursor ?? `${epoch}:`).split(':');
    if (given !== String(epoch))
      throw new SwitchboardError('UPSTREAM_ERROR', 'It refused the cursor.', { status: 410 });
    const from = rows.findIndex(({ key }) => String(key) === last) + 1;
    const found = rows.slice(from, from + Number(limit));
    const data = found.map(({ key, time }) => ({ call_sid: `call_${key}`, start_time: spelled(time) }));
    const has_more = from + found.length < rows.length;
    return {
      success: true,
      data,
      pagination: { has_more, next_cursor: `${epoch}:${found.at(-1)?.key}` },
    };
  });

/** A reproducible sequence of numbers, by which Burki orders ties anew in each answer. */
export function createLots(seed: number) {
  let last = seed + 1;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return last;
  };
}

/** Sorts as Burki does: what has not started first, ties in another order each time. */
export const burkiInMemory = (scanPages = 5, lot: () => number = () => 0): InMemorySource =>
  over(burki, scanPages, ({ rows }, { skip, limit, date_to }) => {
    const until = date_to == null ? null : Date.parse(String(date_to)) / 1000;
    const found = rows
      .filter(({ time }) => until === null || (time !== null && time <= until))
      .map(row => ({ row, at: row.time ?? Number.MAX_VALUE, lot: lot() }))
      .sort((a, b) => b.at - a.at || a.lot - b.lot)
      .map(({ row: { key, time } }) => ({ id: key, call_sid: `CA${key}`, started_at: spelled(time) }));
    return { items: found.slice(Number(skip), Number(skip) + Number(limit)), total: found.length };
  });

/** A page of the merged list; calls appear by their sids, `call_1` or `CA1`. */
export const pageOf = (
  sources: readonly InMemorySource[],
  first: number,
  after: string | null,
  filter: CallFilter = everyCall,
): Promise<CallPage> => {
  const connected = sources.map(source => source.connected);
  return listMerged({ first, after, selection: selectionOf(filter, connected) }, connected, scope);
};

export const sidsOf = (page: CallPage): string[] => page.edges.map(({ node }) => node.sid);

export interface InMemoryWalk {
  readonly first: number;
  readonly filter?: CallFilter;
  readonly between?: () => void;
  /** Goes on from the last edge's cursor instead of the page's. */
  readonly byEdge?: boolean;
}

/** Pages through the whole list; a walk that does not end is an error. */
export async function walkInMemory(
  sources: readonly InMemorySource[],
  { first, filter = everyCall, between, byEdge = false }: InMemoryWalk,
): Promise<string[]> {
  const sids: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 5_000; pages += 1) {
    const page: CallPage = await pageOf(sources, first, after, filter);
    sids.push(...sidsOf(page));
    if (!page.pageInfo.hasNextPage) return sids;
    after = (byEdge ? page.edges.at(-1)?.cursor() : undefined) ?? page.pageInfo.endCursor();
    between?.();
  }
  throw new Error('The list does not end.');
}
