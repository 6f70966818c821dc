import { growthOf, largestIndex, million } from './growth.ts';
import { butter, manifests, megabytesOf, statisticsMs, walks, worker } from './settings.ts';
import { figureIn, rounded, type Table, type Tables, written } from './tables.ts';

/** A bound of the gateway, and the number of calls in millions that reaches it. */
interface Limit {
  readonly name: string;
  readonly calculation: string;
  readonly millions: number;
  readonly remedy: string;
}

/** Limits that an index reaches as it grows, the nearest first. */
export function limitsOf(tables: Tables): Table {
  const limits = [
    memoryLimit(tables),
    volumeLimit(tables),
    statisticsLimit(tables),
    heapLimit(),
    walkLimit(),
  ];
  const rows = limits
    .toSorted((a, b) => a.millions - b.millions)
    .map(({ name, calculation, millions, remedy }) => [name, calculation, rounded(millions), remedy]);
  return { head: ['Limit', 'Arithmetic', 'Million calls', 'Remedy'], rows };
}

function memoryLimit(tables: Tables): Limit {
  const { largest, millions, ...growth } = growthOf(tables, 'memory MB');
  const perMillion = rounded(growth.perMillion);
  const containerMb = megabytesOf(manifests.memoryGi);
  return {
    name: `Memory of a replica reaches the ${manifests.memoryGi}Gi of the manifests`,
    calculation: `${written(millions)} + (${written(containerMb)} − ${written(largest)}) MB ÷ ${written(perMillion)} MB`,
    millions: millions + (containerMb - largest) / perMillion,
    remedy: 'More memory, or `INDEX_KEEP_DAYS`',
  };
}

function volumeLimit(tables: Tables): Limit {
  const megabytes = megabytesOf(manifests.postgresGi);
  const bytes = figureIn(tables, 'sizes', largestIndex(tables).row, 'disk bytes a call');
  return {
    name: `Tables of PostgreSQL reach the ${manifests.postgresGi}Gi of the manifests, without room for its log`,
    calculation: `${written(megabytes)} MB ÷ ${written(bytes)} bytes`,
    millions: megabytes / bytes,
    remedy: 'A larger volume, or `INDEX_KEEP_DAYS`',
  };
}

function statisticsLimit(tables: Tables): Limit {
  const { millions } = largestIndex(tables);
  const cpu = figureIn(tables, 'index-requests', 'statistics of all calls', 'CPU µs');
  const perMillion = rounded(cpu / 1_000 / millions);
  return {
    name: 'Statistics of all calls take two seconds of work, above which they are `OVERLOADED`',
    calculation: `${written(statisticsMs)} ms ÷ ${written(perMillion)} ms`,
    millions: statisticsMs / perMillion,
    remedy: 'A filter by time, or `INDEX_KEEP_DAYS`',
  };
}

function heapLimit(): Limit {
  const { heapMb, bytesOfNumber } = worker;
  return {
    name: 'A list of the ids of all calls of one source fills the heap of the worker thread',
    calculation: `${heapMb} MB ÷ ${bytesOfNumber} bytes`,
    millions: (heapMb * 1e6) / bytesOfNumber / million,
    remedy: '`INDEX_KEEP_DAYS` from the beginning',
  };
}

function walkLimit(): Limit {
  const { quota, share, pageSize } = butter;
  const { everySeconds, lateAfter } = walks;
  return {
    name: 'A walk through Butter takes two of its intervals at the default settings, and the index is `BEHIND` from then on',
    calculation: `${lateAfter} × ${written(everySeconds)} s × ${quota} × ${share} × ${pageSize} calls`,
    millions: (lateAfter * everySeconds * quota * share * pageSize) / million,
    remedy: 'A larger quota, or `INDEX_WALK_EVERY` of up to a week',
  };
}
