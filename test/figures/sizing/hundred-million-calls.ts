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
  const grown = (column: string, figure: string, whole: string, divisor: number) => {
    const { perMillion, calculation, largest, millions: measured } = growthOf(tables, column);
    const each = step(figure, calculation, perMillion);
    const rest = millions - measured;
    step(
      whole,
      `(${written(largest)} + ${written(rest)} × ${written(each)}) ÷ ${written(divisor)}`,
      (largest + rest * each) / divisor,
    );
  };
  grown('memory MB', 'Memory of a further million calls, MB', 'Memory of each replica, GB', 1_000);
  grown('start s', 'Start with a further million calls, s', 'Start of each replica, minutes', 60);
  grown('start CPU s', 'CPU of a start with a further million calls, s', 'CPU of each start, minutes', 60);
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
