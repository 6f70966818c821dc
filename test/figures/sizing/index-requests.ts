import { askInTurns, type BodyOf, openClient } from '../../bench/load.ts';
import type { ServerProcess } from '../../bench/processes.ts';
import { countPostgres, difference } from './counters.ts';
import type { Servers } from './servers.ts';
import type { Table } from './tables.ts';

// Cost of what only the index answers, in a gateway on PostgreSQL. No two bodies are equal.

const year = new Date(Date.now() - 365 * 86_400_000).toISOString();

const fields = 'nodes { id sid status startedAt duration agentName cost { total } } pageInfo { endCursor }';

const kinds: readonly (readonly [row: string, query: string, clients: number])[] = [
  ['page of 50 by duration', `{ calls(first: 50, orderBy: { field: DURATION }) { ${fields} } }`, 8],
  [
    'page of 50 of a status by turn count',
    `{ calls(first: 50, filter: { statuses: [FAILED] }, orderBy: { field: TURN_COUNT }) { totalCount ${fields} } }`,
    8,
  ],
  ['statistics of all calls', '{ callStats { total { callCount duration { mean } costs { total } } } }', 1],
  [
    'statistics by day and source, for a year',
    `{ callStats(filter: { started: { from: "${year}" } }, groupBy: [SOURCE], interval: DAY, first: 1000) {
      groups { key { intervalStart source } figures { callCount duration { mean } costs { total } } } } }`,
    1,
  ],
];

let serial = 0;

const bodiesOf =
  (query: string): BodyOf =>
  () => {
    serial += 1;
    return JSON.stringify({ query, extensions: { serial } });
  };

export async function measureIndexRequests(servers: Servers, gateway: ServerProcess): Promise<Table> {
  const client = openClient(gateway.url);
  const count = countPostgres(servers.postgres, 'one');
  const [warmUpMs, milliseconds] = servers.isQuick ? [500, 500] : [2_000, 3_000];
  const rows = [];
  for (const [name, query, clients] of kinds) {
    const bodies = bodiesOf(query);
    await askInTurns(client, bodies, clients, warmUpMs);
    const [before, cpuBefore] = [await count(), gateway.cpu()];
    const { requests, p50 } = await askInTurns(client, bodies, clients, milliseconds);
    const cpu = ((gateway.cpu() - cpuBefore) * 1_000) / requests;
    const after = difference(before, await count());
    const each = [after.statements, after.rows, after.cpu * 1_000].map(figure => figure / requests);
    rows.push([name, cpu, 1e6 / cpu, p50, ...each]);
  }
  await client.close();
  return { head, rows };
}

const head = [
  'Request',
  'CPU µs',
  'requests/s of a core',
  'p50 ms',
  'PostgreSQL statements',
  'PostgreSQL rows',
  'PostgreSQL CPU µs',
];
