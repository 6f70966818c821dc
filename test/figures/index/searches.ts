import { createCancellation } from '../../../src/async/cancellation.ts';
import { createCallList } from '../../../src/call-index/queries/list-calls.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import { type CallFilter, everyCall } from '../../../src/domain/call-filter.ts';
import type { IndexListRequest } from '../../../src/domain/call-index.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
import { createStore, libsqlIn } from '../../call-index/open-store.ts';
import { cpuMs, createPieceMeter, medianPieces } from './cpu.ts';
import { atMost, type Figure, type MeasurePart, printHead, printRow } from './figure.ts';
import { accountName, millionCalls } from './million-calls.ts';

// Pages of a million calls by filters that the columns leave undecided, so that calls are read in pieces.

const filters: Readonly<Record<string, Partial<CallFilter>>> = {
  'metadata that no call has': { metadata: [{ key: 'absent', value: null }] },
  'metadata that no call of a status has': {
    metadata: [{ key: 'absent', value: null }],
    statuses: ['FAILED'],
  },
};

const requestFor = (filter: Partial<CallFilter>): IndexListRequest => ({
  filter: { ...everyCall, ...filter },
  sources: sourceNames,
  order: { field: 'TIME', direction: 'DESC', unknown: 'LAST' },
  conversion: { currency: 'USD', rates: { CREDITS: '0.0123' } },
  limit: 100,
  from: null,
  isBackward: false,
});

export const measureSearches: MeasurePart = async () => {
  const { folder } = await millionCalls();
  const { rows, accounts, store, calls } = createStore(libsqlIn(folder));
  for (const source of sourceNames) await accounts.open(source, accountName);
  const meter = createPieceMeter();
  const view = { columns: rows.columns, zones: createZoneMaps(rows.columns) };
  const list = createCallList({ view, calls, catchUp: async () => {}, nextTurn: meter.nextTurn, now: cpuMs });
  const figures: Figure[] = [];
  printHead('Filter', 'CPU ms', 'Longest piece ms', 'Stopped early');
  for (const [name, filter] of Object.entries(filters)) {
    const search = () => list(requestFor(filter), createCancellation());
    const { result, cpu, longest } = await medianPieces(meter, search);
    printRow(name, cpu.toFixed(0), longest.toFixed(0), result.stoppedAt === null ? 'no' : 'yes');
    figures.push(atMost(`CPU of a page by ${name}`, cpu, 1_000, 'ms'));
  }
  await store.close();
  return figures;
};
