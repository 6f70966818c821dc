import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { readCommand, usage } from './command.ts';
import { readConfig } from './config.ts';
import { createLogger } from './operating/log.ts';
import { serveSandboxes } from './sandbox/index.ts';
import { readSdl } from './schema.ts';
import { start } from './start.ts';

const print = (line: string): void => console.log(line);

/** For everything to be closed once no request is under way. */
const closingMs = 4_000;

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  process.exitCode = 1;
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** What was started, and how long it may take to stop. */
interface Started {
  stop(): Promise<void>;
  readonly stopsWithinMs: number;
}

async function startGateway(): Promise<Started> {
  const result = readConfig(process.env);
  if ('problems' in result)
    throw new Error(['Switchboard cannot start with these settings:', ...result.problems].join('\n  '));
  const { logLevel, drainDelayMs, drainTimeoutMs } = result.config.operating;
  const logger = createLogger(logLevel);
  // Because whatever reads our lines from a pipe or file expects each of them to be JSON.
  const isForPeople = process.stdout.isTTY || logLevel === 'silent';
  const { stop } = await start(result.config, {
    logger,
    print: isForPeople ? print : line => logger.info(line),
  });
  return { stop, stopsWithinMs: drainDelayMs + drainTimeoutMs + closingMs };
}

async function startSandboxes(): Promise<Started> {
  const { close } = await serveSandboxes({ butterPort: 4001, burkiPort: 4002, print });
  return { stop: close, stopsWithinMs: closingMs };
}

/** The first signal lets requests finish, but not for ever; a second one, of either kind, ends at once. */
function stopOnSignal(started: Promise<Started>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    // What did not start has nothing to stop, and says why itself.
    void started.then(
      ({ stop, stopsWithinMs }) => {
        setTimeout(() => process.exit(0), stopsWithinMs).unref();
        return stop();
      },
      () => {},
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
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
  fail([failure instanceof Error ? failure.message : String(failure)]);
}
