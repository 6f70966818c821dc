import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type { PostgresServer } from '../../call-index/postgres-server.ts';

/** Reads figures that only grow. */
export type Counter<Name extends string> = () => Promise<Readonly<Record<Name, number>>>;

export const difference = <Name extends string>(
  before: Readonly<Record<Name, number>>,
  after: Readonly<Record<Name, number>>,
): Record<Name, number> =>
  Object.fromEntries(
    Object.entries<number>(after).map(([name, figure]) => [name, figure - (before[name as Name] ?? 0)]),
  ) as Record<Name, number>;

/** Fields of the reply to INFO. */
export const readInfo = (info: string): ReadonlyMap<string, string> =>
  new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));

/** Commands include those of scripts; CPU time is in microseconds. */
export type RedisCount = 'commands' | 'bytesIn' | 'bytesOut' | 'cpu' | 'memory';

export function redisCountsOf(info: string): Record<RedisCount, number> {
  const fields = readInfo(info);
  const field = (name: string) => Number(fields.get(name));
  return {
    commands: field('total_commands_processed'),
    bytesIn: field('total_net_input_bytes'),
    bytesOut: field('total_net_output_bytes'),
    cpu: (field('used_cpu_user') + field('used_cpu_sys')) * 1e6,
    memory: field('used_memory'),
  };
}

/** Bytes of the command INFO. */
const infoBytes = 14;

/** Counts without those of the readings themselves. */
export function countRedis(client: Redis): Counter<RedisCount> {
  let [readings, replyBytes] = [0, 0];
  return async () => {
    const info = await client.info();
    const counts = redisCountsOf(info);
    const own = { commands: readings, bytesIn: readings * infoBytes, bytesOut: replyBytes };
    readings += 1;
    replyBytes += bytesOfReply(info);
    return {
      ...counts,
      commands: counts.commands - own.commands,
      bytesIn: counts.bytesIn - own.bytesIn,
      bytesOut: counts.bytesOut - own.bytesOut,
    };
  };
}

/** Bytes of a text as a reply, with its length before it and two line breaks. */
const bytesOfReply = (text: string): number => {
  const length = Buffer.byteLength(text);
  return length + `$${length}\r\n\r\n`.length;
};

/** CPU time is in milliseconds, and that of the connections that are open. */
export type PostgresCount = 'statements' | 'rows' | 'wal' | 'cpu' | 'connections';

const statements = `select coalesce(sum(calls), 0)::float8, coalesce(sum(rows), 0)::float8, coalesce(sum(wal_bytes), 0)::float8
  from pg_stat_statements join pg_roles on pg_roles.oid = userid where rolname = `;

const processes = 'select pid from pg_stat_activity where usename = ';

/** Counts of one role, so that processes with different roles are told apart. */
export const countPostgres =
  (server: Pick<PostgresServer, 'query'>, role: string): Counter<PostgresCount> =>
  async () => {
    const [counted = []] = await server.query(`${statements}'${role}'`);
    const [calls, rows, wal] = counted as number[];
    const pids = (await server.query(`${processes}'${role}'`)).map(([pid]) => Number(pid));
    return {
      statements: calls ?? 0,
      rows: rows ?? 0,
      wal: wal ?? 0,
      cpu: pids.map(cpuOf).reduce((sum, cpu) => sum + cpu, 0),
      connections: pids.length,
    };
  };

/** The kernel tells the time of a thread in nanoseconds. */
const cpuOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
