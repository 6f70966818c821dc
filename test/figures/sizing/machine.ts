import { availableParallelism, loadavg } from 'node:os';
import { readInfo } from './counters.ts';
import type { Servers } from './servers.ts';
import type { Table } from './tables.ts';

/** The machine of the figures, and how busy it was before them. */
export async function describeMachine({ redis, postgres, isQuick }: Servers): Promise<Table> {
  const load = loadavg()[0] ?? Number.NaN;
  const redisVersion = readInfo(await redis.client.info('server')).get('redis_version') ?? '';
  const [[postgresVersion] = []] = await postgres.query('show server_version');
  const [date = ''] = new Date().toISOString().split('T');
  const versions = [process.version.slice(1), redisVersion, String(postgresVersion).split(' ')[0] ?? ''];
  return {
    head: ['Measured on', 'Node.js', 'Redis', 'PostgreSQL', 'Cores', 'Load average before', 'Run'],
    rows: [[date, ...versions, availableParallelism(), load, isQuick ? 'quick' : 'whole']],
  };
}
