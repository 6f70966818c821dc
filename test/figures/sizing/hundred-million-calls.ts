import { growthOf, largestIndex, million } from './growth.ts';
import { butter, statisticsMs, walks } from './settings.ts';
import { type Step, tableOfSteps } from './steps.ts';
import { figureIn, type Table, type Tables, written } from './tables.ts';

const millions = 100;

export const hundredMillionCalls = (tables: Tables): Table =>
  tableOfSteps(step => {
    stepsOfReplica(step, tables);
    stepsOfDatabase(step, tables);
    stepsOfWalk(step);
    const { millions: measured } = largestIndex(tables);
    const cpu = figureIn(tables, 'index-requests', 'statistics of all calls', 'CPU µs');
    step(
      `CPU of statistics of all calls, s; ${statisticsMs / 1_000} are allowed`,
      `${millions} ÷ ${written(measured)} × ${written(cpu)} µs`,
      ((millions / measured) * cpu) / 1e6,
    );
  });

function stepsOfReplica(step: Step, tables: Tables): void {
  const base = figureIn(tables, 'sizes', 'no index', 'memory MB');
  const [memory, start, cpu] = [
    growthOf(tables, 'memory MB'),
    growthOf(tables, 'start s'),
    growthOf(tables, 'start CPU s'),
  ];
  const megabytes = step('Memory of a million calls, MB', memory.calculation, memory.perMillion);
  step(
    'Memory of each replica, GB',
    `(${written(base)} + ${millions} × ${written(megabytes)}) ÷ 1,000`,
    (base + millions * megabytes) / 1_000,
  );
  const seconds = step('Start for a million calls, s', start.calculation, start.perMillion);
  const minutes = (figure: number) =>
    [`${millions} × ${written(figure)} ÷ 60`, (millions * figure) / 60] as const;
  step('Start of each replica, minutes', ...minutes(seconds));
  const cpuSeconds = step('CPU of a start for a million calls, s', cpu.calculation, cpu.perMillion);
  step('CPU of each start, minutes', ...minutes(cpuSeconds));
}

function stepsOfDatabase(step: Step, tables: Tables): void {
  for (const [database, name] of [
    ['PostgreSQL', 'PostgreSQL'],
    ['file', 'the file'],
  ] as const) {
    const row = largestIndex(tables).row.replace('PostgreSQL', database);
    const bytes = figureIn(tables, 'sizes', row, 'disk bytes a call');
    step(`Disk of ${name}, GB`, `${millions} million × ${written(bytes)} bytes`, (millions * bytes) / 1_000);
  }
  const leader = (column: string) => figureIn(tables, 'database', 'building: the leader', column);
  const [wal, rate] = [leader('kB/s of WAL'), leader('new calls/s')];
  step(
    'WAL of PostgreSQL during the first walk, GB',
    `${millions} million × ${written(wal)} kB/s ÷ ${written(rate)} calls/s`,
    (millions * wal) / rate,
  );
}

function stepsOfWalk(step: Step): void {
  const { quota, share, pageSize } = butter;
  const requests = step(
    'Requests of a walk through as many calls of Butter',
    `${millions} million ÷ ${pageSize}`,
    (millions * million) / pageSize,
  );
  step(
    'Walk at the default quota, days',
    `${written(requests)} ÷ (${quota} × ${share}) ÷ 86,400`,
    requests / (quota * share) / 86_400,
  );
  step(
    'Quota for a walk within the default interval of a day, requests/s',
    `${written(requests)} ÷ ${written(walks.everySeconds)} ÷ ${share}`,
    requests / walks.everySeconds / share,
  );
}
