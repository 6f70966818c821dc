import type { ColumnView } from '../../../src/call-index/queries/column-view.ts';
import { planPage } from '../../../src/call-index/queries/plan-page.ts';
import { createRanking } from '../../../src/call-index/queries/ranking.ts';
import { compileRowFilter } from '../../../src/call-index/queries/row-filter.ts';
import { createRowVerdicts } from '../../../src/call-index/queries/row-verdicts.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import { type CallFilter, everyCall } from '../../../src/domain/call-filter.ts';
import type { IndexListRequest } from '../../../src/domain/call-index.ts';
import type { CallOrder } from '../../../src/domain/call-order.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
import { sampleTable } from '../../call-index/sample-columns.ts';
import { medianCpu } from './cpu.ts';
import { atMost, type MeasurePart, printHead, printRow } from './figure.ts';

// Pages of 100 of a million calls, with their exact counts.

const rowCount = 1_000_000;
const conversion = { currency: 'USD', rates: { CREDITS: '0.0123' } };

const filters: Readonly<Record<string, Partial<CallFilter>>> = {
  'every call': {},
  'one source': { sources: ['BURKI'] },
  'a status': { statuses: ['COMPLETED'] },
  'an agent': { agents: [{ source: null, key: '17' }] },
  'final digits': { customerDigits: '42' },
  'a month': { started: { from: '2025-10-01T00:00:00Z', before: '2025-11-01T00:00:00Z' } },
  'a year': { started: { from: '2025-01-01T00:00:00Z', before: '2026-01-01T00:00:00Z' } },
  'all of these': {
    sources: ['BURKI'],
    statuses: ['COMPLETED'],
    agents: [{ source: null, key: '17' }],
    customerDigits: '2',
    started: { from: '2025-01-01T00:00:00Z', before: '2026-01-01T00:00:00Z' },
  },
  'a range of duration': { duration: { min: 60, max: 300 } },
  'a range of cost': { cost: { min: '0.1', max: '0.2', conversion } },
};

const orders = (['TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'] as const).flatMap(field =>
  (['ASC', 'DESC'] as const).map((direction): CallOrder => ({ field, direction, unknown: 'LAST' })),
);

/** A row in the middle of the table that passes a filter. */
function middleRow(view: ColumnView, filter: CallFilter): number {
  const compiled = compileRowFilter(view, filter, sourceNames);
  if (!compiled) throw new Error('No call matches.');
  const tests = [compiled.sourceTest, ...compiled.tests];
  let row = rowCount >> 1;
  while (!tests.every(test => test.scan(row, row + 1) === 1)) row = (row + 1) % rowCount;
  return row;
}

/** Requests for the first page, the page after a call in the middle of the table, and the last page. */
function requestsFor(view: ColumnView, filter: Partial<CallFilter>, order: CallOrder): IndexListRequest[] {
  const request = {
    filter: { ...everyCall, ...filter },
    sources: sourceNames,
    order,
    conversion,
    limit: 100,
    from: null,
    isBackward: false,
  };
  const middle = createRanking(view, request).placeOf(middleRow(view, request.filter));
  return [request, { ...request, from: middle }, { ...request, isBackward: true }];
}

/** Milliseconds of CPU: of the slowest of the first page, a page from the middle on, and the last page. */
function measure(view: ColumnView, filter: Partial<CallFilter>, order: CallOrder): number {
  const select = (request: IndexListRequest) => () =>
    void planPage(view, request, createRowVerdicts(view.columns));
  return Math.max(...requestsFor(view, filter, order).map(request => medianCpu(select(request))));
}

/** Milliseconds that a page may take, whatever its order. */
const boundOf = (filter: Partial<CallFilter>): number => (filter.cost ? 1_000 : 5);

export const measurePages: MeasurePart = async () => {
  const { columns } = sampleTable(rowCount);
  const view = { columns, zones: createZoneMaps(columns) };
  // A run of all before the first figure, so that all code is compiled.
  for (const filter of Object.values(filters)) for (const order of orders) measure(view, filter, order);
  const orderNames = orders.map(({ field, direction }) => `${field} ${direction}`);
  printHead('Filter', 'Calls', ...orderNames);
  return Object.entries(filters).map(([name, filter]) => {
    const times = orders.map(order => measure(view, filter, order));
    printRow(name, countOf(view, filter) ?? 'unknown', ...times.map(time => time.toFixed(1)));
    const slowest = Math.max(...times);
    const order = orderNames[times.indexOf(slowest)];
    return atMost(`CPU of a page of ${name}; the slowest is by ${order}`, slowest, boundOf(filter), 'ms');
  });
};

function countOf(view: ColumnView, filter: Partial<CallFilter>): number | null {
  const [request] = requestsFor(view, filter, orders[0] as CallOrder);
  return planPage(view, request as IndexListRequest, createRowVerdicts(view.columns)).totalCount;
}
