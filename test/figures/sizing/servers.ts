import { setTimeout as wait } from 'node:timers/promises';
import { openUpstream, type ServerProcess, startGateway, type Upstream } from '../../bench/processes.ts';
import { createPostgres, type PostgresServer } from '../../call-index/postgres-server.ts';
import { createRedis, type RedisServer } from '../../redis/redis-server.ts';

/** The servers that gateways of the figures share. */
export interface Servers {
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  /** Stands in for both sources. */
  readonly upstream: Upstream;
  /** Whether the figures are for a look only. */
  readonly isQuick: boolean;
  close(): Promise<void>;
}

/** Roles of the database, one for each gateway. */
export const roles = ['one', 'other'] as const;

export type Role = (typeof roles)[number];

export async function openServers(isQuick: boolean): Promise<Servers> {
  const redis = await createRedis();
  const postgres = await createPostgres(['shared_preload_libraries=pg_stat_statements', 'max_wal_size=4GB']);
  await postgres.query('create extension pg_stat_statements');
  for (const role of roles) await postgres.query(`create role ${role} superuser login`);
  const upstream = await openUpstream();
  return {
    redis,
    postgres,
    upstream,
    isQuick,
    async close() {
      await Promise.all([redis.remove(), postgres.remove(), upstream.close()]);
    },
  };
}

/** Creates a database, and returns its address for each role. */
export async function createDatabase({ postgres }: Servers, name: string): Promise<(role: Role) => string> {
  await postgres.query(`create database ${name}`);
  return role => postgres.url(name).replace('postgres@', `${role}@`);
}

/** Starts a built gateway over the stand-in unless the settings have other sources. Butter's quota is one that no load reaches. */
export const startOver = (
  { upstream }: Servers,
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> => startGateway(upstream.origin, { BUTTER_RPS: '1000', ...settings });

/** The same, once it is warm. */
export async function openGateway(
  servers: Servers,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const gateway = await startOver(servers, settings);
  await untilReady(gateway);
  return gateway;
}

export async function untilReady({ url }: ServerProcess): Promise<void> {
  while ((await fetch(new URL('/ready', url))).status !== 200) await wait(20);
}

/** Resolves once what a gateway caches reaches Redis and each other process. */
export async function untilShared({ url }: ServerProcess): Promise<void> {
  const purge = async () => (await fetch(new URL('/cache', url), { method: 'DELETE' })).json();
  while ((await purge()).purged !== 'everywhere') await wait(50);
}
