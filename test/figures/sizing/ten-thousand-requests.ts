import { butter, connections, listSeconds, manifests } from './settings.ts';
import { type Step, tableOfSteps } from './steps.ts';
import { figureIn, rounded, type Table, type Tables, written } from './tables.ts';

/** Calls of Butter in a second that are not cached; half of its default quota, because lists take some too. */
const butterCalls = butter.quota / 2;

/**
 * Requests of 10,000 in a second. The pages that are not cached are those of eight lists, which each of ten replicas reads anew every
 * two seconds.
 */
const mix: readonly (readonly [table: string, request: string, perSecond: number])[] = [
  ['requests', 'page of 50, same body again', 6_000],
  ['requests', 'page of 50 from memory', 960],
  ['requests', 'page of 50, not cached', 40],
  ['requests', 'call, same body again', 2_000],
  ['requests', 'call from memory', 885],
  ['requests', 'call from Redis', 100],
  ['requests', 'Butter call with its conversation, not cached', butterCalls],
  ['index-requests', 'page of 50 by duration', 10],
];

const head = [
  'Request',
  'requests/s',
  'cores',
  'Redis commands/s',
  'Redis MB/s',
  'Redis cores',
  'PostgreSQL statements/s',
];

export function mixOf(tables: Tables): Table {
  const rows = mix.map(([table, request, perSecond]) => {
    const rate = (column: string) => perSecond * figureIn(tables, table, request, column);
    const figures = table === 'requests' ? ratesOfRedis(rate) : ratesOfIndex(rate);
    return [request, perSecond, ...figures.map(rounded)] as const;
  });
  const sums = head.slice(1).map((_, at) => rows.reduce((sum, row) => sum + Number(row[at + 1]), 0));
  return { head, rows: [...rows, ['all', ...sums.map(rounded)]] };
}

type Rate = (column: string) => number;

const ratesOfRedis = (rate: Rate): number[] => [
  rate('CPU µs, with Redis') / 1e6,
  rate('Redis commands'),
  (rate('Redis bytes in') + rate('Redis bytes out')) / 1e6,
  rate('Redis CPU µs') / 1e6,
  0,
];

const ratesOfIndex = (rate: Rate): number[] => [rate('CPU µs') / 1e6, 0, 0, 0, rate('PostgreSQL statements')];

export const tenThousandRequests = (tables: Tables): Table =>
  tableOfSteps(step => {
    const all = (column: string) => figureIn(tables, 'mix', 'all', column);
    const { plannedCores } = manifests;
    const cores = step('Cores of all replicas', 'the sum above', all('cores'));
    const replicas = step(
      'Replicas, each at 0.7 of a core, and one more for the loss of one',
      `${written(cores)} ÷ ${plannedCores}, rounded up, + 1`,
      Math.ceil(cores / plannedCores) + 1,
    );
    step('Commands of Redis in a second', 'the sum above', all('Redis commands/s'));
    step('Traffic of Redis, MB/s', 'the sum above', all('Redis MB/s'));
    step('Cores of Redis, which runs commands on one', 'the sum above', all('Redis cores'));
    step('Connections to Redis', `${replicas} × ${connections.redis}`, replicas * connections.redis);
    stepsOfPostgres(step, tables, replicas);
    step(
      `Requests to Butter in a second, of which its default quota allows ${butter.quota}`,
      `${butterCalls} + ${replicas} ÷ ${listSeconds}`,
      butterCalls + replicas / listSeconds,
    );
  });

function stepsOfPostgres(step: Step, tables: Tables, replicas: number): void {
  const idle = (replica: string, column: string) => figureIn(tables, 'database', `idle: ${replica}`, column);
  const [leader, follower] = [idle('the leader', 'statements/s'), idle('a follower', 'statements/s')];
  const asked = figureIn(tables, 'mix', 'all', 'PostgreSQL statements/s');
  const followers = replicas - 1;
  const most = connections.postgres;
  step('Connections to PostgreSQL, at most', `${replicas} × ${most}`, replicas * most);
  step(
    'Statements of PostgreSQL in a second, without new calls',
    `${written(leader)} + ${followers} × ${written(follower)} + ${written(asked)}`,
    leader + followers * follower + asked,
  );
  const building = figureIn(tables, 'database', 'building: a follower', 'kB/s from PostgreSQL');
  step(
    'Traffic from PostgreSQL to the followers while the index is built, kB/s',
    `${followers} × ${written(building)}`,
    followers * building,
  );
}
