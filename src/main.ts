import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { type GatewayCommand, parseCommand, type SandboxCommand, usage } from './cli.ts';
import { readEnvFile } from './config/env-file.ts';
import { isServiceLink } from './config/service-links.ts';
import type { Stdout } from './observability/stdout.ts';

// A command imports what it runs, because the sandboxes alone would take twice their memory beside an idle gateway.

const print = (line: string): void => console.log(line);

/** Time to close everything after the last request. */
const closingMs = 4_000;
/** Time to write the last log lines to a slow reader. */
const flushMs = 500;

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  process.exitCode = 1;
}

const messageOf = (failure: unknown): string =>
  failure instanceof Error ? failure.message : String(failure);

/** Whether the environment has a variable that another service has not set. */
const isGiven = (name: string, value: string | undefined): boolean =>
  value !== undefined && !isServiceLink(name, value);

function loadEnvFile(): void {
  for (const [name, value] of Object.entries(readEnvFile()))
    if (!isGiven(name, process.env[name])) process.env[name] = value;
}

interface Started {
  stop(): Promise<void>;
  readonly stopsWithinMs: number;
  /** Null without logs. */
  readonly stdout: Stdout | null;
}

async function readSettings() {
  const { readConfig } = await import('./config/index.ts');
  const result = readConfig(process.env);
  if ('problems' in result)
    throw new Error(['Switchboard cannot start with these settings:', ...result.problems].join('\n  '));
  return result;
}

/** Whether a process exists, of another user too. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function onExit(listener: () => void): () => void {
  process.on('exit', listener);
  return () => process.off('exit', listener);
}

async function startGateway({ otel }: GatewayCommand): Promise<Started> {
  const { createLogger } = await import('./observability/logger.ts');
  const { openStdout } = await import('./observability/stdout.ts');
  const { start } = await import('./server/start.ts');
  const { warmUp } = await import('./server/warm-up.ts');
  const { startTracing, stopTracing, stopTracingMs } = await import('./observability/tracing/sdk.ts');
  const result = await readSettings();
  const warnings = [...result.warnings, ...(otel ? await startTracing(process.env) : [])];
  const { logLevel, drainDelayMs, drainTimeoutMs, warmUp: warmsUp } = result.config.observability;
  const stdout = logLevel === 'silent' ? null : openStdout();
  // An uncaught error ends the process too. The listener precedes that of pino, which writes what a file has not taken yet.
  if (stdout) process.prependListener('exit', stdout.flush);
  const logger = createLogger(logLevel, stdout ?? undefined);
  // A pipe or file gets JSON lines only, because log collectors parse each line.
  const isPlainText = process.stdout.isTTY || logLevel === 'silent';
  for (const warning of warnings)
    if (isPlainText) console.error(warning);
    else logger.warn(warning);
  const { stop } = await start(result.config, {
    logger,
    print: isPlainText ? print : line => logger.info(line),
    processes: { pid: process.pid, isRunning, onExit },
    warmUp: warmsUp ? warmUp : undefined,
  });
  const stopsWithinMs = drainDelayMs + drainTimeoutMs + closingMs + stopTracingMs;
  return { stop: () => stop().finally(stopTracing), stopsWithinMs, stdout };
}

async function check(): Promise<void> {
  const { checkIndex } = await import('./server/check-index.ts');
  const { checkSources } = await import('./server/check-sources.ts');
  const { describeConversion } = await import('./server/describe-conversion.ts');
  loadEnvFile();
  const { config, warnings } = await readSettings();
  for (const warning of warnings) console.error(warning);
  const sources = await checkSources(config);
  const index = await checkIndex(config);
  for (const line of [...sources.lines, describeConversion(config.costConversion), ...index.lines])
    print(line);
  if (!sources.isOk || !index.isOk) process.exitCode = 1;
}

async function startSandboxes({ ports, options }: SandboxCommand): Promise<Started> {
  const { serveSandboxes } = await import('./server/serve-sandboxes.ts');
  const { close } = await serveSandboxes({ ports, options, print });
  return { stop: close, stopsWithinMs: closingMs, stdout: null };
}

/**
 * Exits once the last log lines are written, or the flush time is over. A blocked write, such as to a stopped terminal,
 * requires SIGKILL, because `process.exit` would wait for its thread for ever.
 */
function exit(code: number, stdout: Stdout | null, endsAt = performance.now() + flushMs): void {
  if (!stdout || stdout.isDrained()) process.exit(code);
  if (performance.now() < endsAt) setTimeout(exit, 10, code, stdout, endsAt);
  else if (stdout.mayBlock) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}

/** Exits without waiting for log lines, except on a terminal, where `exit` would send SIGKILL at once. */
const exitAtOnce = (stdout: Stdout | null): void =>
  stdout?.mayBlock ? exit(1, stdout) : exit(1, stdout, performance.now());

/** Graceful shutdown on the first SIGINT or SIGTERM; exits at once on the second. */
function stopOnSignal(starting: Promise<Started>): void {
  let started: Started | null = null;
  let stopping = false;
  const onSignal = () => {
    if (stopping) return exitAtOnce(started?.stdout ?? null);
    stopping = true;
    // A failed start has nothing to stop, and `serve` reports its error.
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
  const command = parseCommand(args);
  switch (command.name) {
    case 'gateway':
      return serve(() => startGateway(command));
    case 'sandbox':
      return serve(() => startSandboxes(command));
    case 'check':
      return check();
    case 'schema':
      return print((await import('./graphql/schema.ts')).readSdl());
    case 'version':
      return print(readVersion());
    case 'help':
      return print(usage);
  }
}

// Limits the growth of the old generation (@v8 9).
setFlagsFromString('--heap-growing-percent=50');

try {
  await run(process.argv.slice(2));
} catch (failure) {
  fail([messageOf(failure)]);
}
