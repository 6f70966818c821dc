import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env, getuid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { freePort } from '../listen.ts';

const debianFolder = '/usr/lib/postgresql';

/** Folders of the server's programs: those of PATH, and where Debian keeps them out of it. */
function programFolders(): string[] {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  return [...(env['PATH'] ?? '').split(delimiter), ...versions.map(name => join(debianFolder, name, 'bin'))];
}

const programs = programFolders().find(folder =>
  ['initdb', 'postgres'].every(program => existsSync(join(folder, program))),
);

/** Why tests with a real PostgreSQL are left out; null where they are not, and in CI, where they fail without it. */
export const withoutPostgres: string | null =
  programs || env['CI'] ? null : 'PostgreSQL is not installed: on Debian, `apt-get install postgresql`';

/** A command as a user other than root, as whom the server refuses to run. */
function asServerUser(command: readonly string[]): [string, string[]] {
  const [program = '', ...args] = getuid?.() === 0 ? [...unprivileged, ...command] : command;
  return [program, args];
}

const unprivileged = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', '--'];

export interface PostgresServer {
  /** Address of a database; the one that is there without a name. */
  url(database?: string): string;
  /** Runs a statement, to see what the database holds. */
  query(sql: string, database?: string): Promise<unknown[][]>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends with the server, and removes its files. */
  remove(): Promise<void>;
}

/** A PostgreSQL of its own on a free port, with settings besides, such as `log_statement=all`. */
export async function createPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-postgres-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const port = await freePort();
  const url = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | null = null;

  const initdb = [join(programs ?? '', 'initdb'), '-D', data, '-U', 'postgres', '-E', 'UTF8', '-A', 'trust'];
  const [program, args] = asServerUser([...initdb, '--no-sync', '--locale', 'C']);
  const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);

  async function query(sql: string, database?: string): Promise<unknown[][]> {
    const client = new pg.Client(url(database));
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query({ text: sql, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  }

  /** Resolves once the server accepts connections; the limit of the test or the hook applies. */
  async function accepting(): Promise<void> {
    while (
      server?.exitCode === null &&
      !(await query('select 1').then(
        () => true,
        () => false,
      ))
    )
      await setTimeout(50);
  }

  async function start(): Promise<void> {
    const options = ['-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-F'];
    const given = settings.flatMap(setting => ['-c', setting]);
    const command = [join(programs ?? '', 'postgres'), '-D', data, ...options, ...given];
    const [program, args] = asServerUser(command);
    server = spawn(program, args, { cwd: folder, stdio: 'ignore' });
    await accepting();
  }

  /** Lets no connection end by itself, as a crash does. */
  async function stop(): Promise<void> {
    const running = server;
    server = null;
    if (!running) return;
    const stopped = once(running, 'exit');
    running.kill('SIGQUIT');
    await stopped;
  }

  await start();
  return {
    url,
    query,
    start,
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same, which ends with the test. */
export async function startPostgres(): Promise<PostgresServer> {
  const server = await createPostgres();
  onTestFinished(server.remove);
  return server;
}

export interface PostgresSuite extends Omit<PostgresServer, 'remove'> {
  /** Creates a database, and returns its name. */
  createDatabase(): Promise<string>;
}

/** The same for all tests of a suite, which ends after the last of them. */
export function usePostgres(): PostgresSuite {
  let server: PostgresServer | null = null;
  let databases = 0;

  beforeAll(async () => {
    server = await createPostgres();
  }, 60_000);
  afterAll(() => server?.remove());

  function running(): PostgresServer {
    if (!server) throw new Error('The server starts before the first test.');
    return server;
  }

  return {
    url: database => running().url(database),
    query: (sql, database) => running().query(sql, database),
    stop: () => running().stop(),
    start: () => running().start(),
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await running().query(`create database ${name}`);
      return name;
    },
  };
}
