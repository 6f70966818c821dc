import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { readCommand, usage } from './cli.ts';
import { readConfig } from './config/index.ts';
import { readSdl } from './graphql/schema.ts';
import { createLogger } from './observability/logger.ts';
import { openStdout, type Stdout } from './observability/stdout.ts';
import { serveSandboxes } from './server/serve-sandboxes.ts';
import { start } from './server/start.ts';

const print = (line: string): void => console.log(line);

/** For everything to be closed once no request is under way. */
const closingMs = 4_000;
/** For the last lines to be written; a reader that has not taken them by then does not read. */
const flushMs = 500;

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  process.exitCode = 1;
}

const messageOf = (failure: unknown): string =>
  failure instanceof Error ? failure.message : String(failure);

function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** A server that runs, how long it may take to stop, and where it logs to; null for nowhere. */
interface Started {
  stop(): Promise<void>;
  readonly stopsWithinMs: number;
  readonly stdout: Stdout | null;
}

async function startGateway(): Promise<Started> {
  const result = readConfig(process.env);
  if ('problems' in result)
    throw new Error(['Switchboard cannot start with these settings:', ...result.problems].join('\n  '));
  const { logLevel, drainDelayMs, drainTimeoutMs } = result.config.observability;
  const stdout = logLevel === 'silent' ? null : openStdout();
  const logger = createLogger(logLevel, stdout ?? undefined);
  // Because whatever reads our lines from a pipe or file expects each of them to be JSON.
  const isForPeople = process.stdout.isTTY || logLevel === 'silent';
  const { stop } = await start(result.config, {
    logger,
    print: isForPeople ? print : line => logger.info(line),
  });
  return { stop, stopsWithinMs: drainDelayMs + drainTimeoutMs + closingMs, stdout };
}

async function startSandboxes(): Promise<Started> {
  const { close } = await serveSandboxes({ firstPort: 4001, print });
  return { stop: close, stopsWithinMs: closingMs, stdout: null };
}

/**
 * Ends the process once the last lines are written, or nobody has taken them in time. A write that blocks a thread, as
 * to a terminal that is stopped, would make `process.exit` wait for ever: then only a signal ends the process.
 */
function exit(code: number, stdout: Stdout | null, endsAt = performance.now() + flushMs): void {
  if (!stdout || stdout.isDrained()) process.exit(code);
  if (performance.now() < endsAt) setTimeout(exit, 10, code, stdout, endsAt);
  else if (stdout.mayBlock) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}

/** Only a terminal has time for its last lines, because it would be left by SIGKILL. */
const exitAtOnce = (stdout: Stdout | null): void =>
  stdout?.mayBlock ? exit(1, stdout) : exit(1, stdout, performance.now());

/** The first signal lets requests finish, but not for ever; a second one, of either kind, ends at once. */
function stopOnSignal(starting: Promise<Started>): void {
  let started: Started | null = null;
  let stopping = false;
  const onSignal = () => {
    if (stopping) return exitAtOnce(started?.stdout ?? null);
    stopping = true;
    // A start that failed has nothing to stop, and says why itself.
    void starting.then(stopAndExit, () => {});
  };
  void starting.then(
    running => {
      started = running;
    },
    () => {},
  );
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function stopAndExit({ stop, stopsWithinMs, stdout }: Started): Promise<void> {
  setTimeout(exit, stopsWithinMs, 0, stdout).unref();
  return stop().then(
    () => exit(0, stdout),
    failure => {
      fail([messageOf(failure)]);
      exit(1, stdout);
    },
  );
}

async function serve(startServer: () => Promise<Started>): Promise<void> {
  loadEnvFile();
  const started = startServer();
  stopOnSignal(started);
  await started;
}

const readVersion = (): string =>
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

async function run(args: readonly string[]): Promise<void> {
  switch (readCommand(args)) {
    case 'gateway':
      return serve(startGateway);
    case 'sandbox':
      return serve(startSandboxes);
    case 'schema':
      return print(readSdl());
    case 'version':
      return print(readVersion());
    case 'help':
      return print(usage);
    default:
      throw new Error(`There is no command \`${args.join(' ')}\`. See \`switchboard --help\`.`);
  }
}

// Because V8 takes what many requests have at hand together for something that lives long, and makes it old at once:
// then all that it refers to is kept until the next full collection.
setFlagsFromString('--no-allocation-site-pretenuring');
// Because else V8 lets what is old grow to several times of what is in use before it collects it.
setFlagsFromString('--heap-growing-percent=50');

try {
  await run(process.argv.slice(2));
} catch (failure) {
  fail([messageOf(failure)]);
}
