import { readConfig } from './config.ts';
import { serveSandboxes } from './sandbox/index.ts';
import { start } from './start.ts';

const print = (line: string): void => console.log(line);

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

async function startGateway(): Promise<() => Promise<void>> {
  const result = readConfig(process.env);
  if ('problems' in result)
    throw new Error(['Switchboard cannot start with these settings:', ...result.problems].join('\n  '));
  const { stop } = await start(result.config, print);
  return stop;
}

async function startSandboxes(): Promise<() => Promise<void>> {
  const { close } = await serveSandboxes({ butterPort: 4001, burkiPort: 4002, print });
  return close;
}

/** The first signal lets requests finish, a second one ends at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      void stop();
    });
}

try {
  loadEnvFile();
  stopOnSignal(await (process.argv[2] === 'sandbox' ? startSandboxes() : startGateway()));
} catch (failure) {
  fail([failure instanceof Error ? failure.message : String(failure)]);
}
