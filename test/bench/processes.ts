import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { memoryOf } from '../figures/process-memory.ts';

/** A server in a process of its own, and what the operating system says of it. */
export interface ServerProcess {
  readonly url: string;
  /** Milliseconds of CPU it has taken so far, all its threads together. */
  cpu(): number;
  /** Resident memory in MB, and the most it has had. */
  memory(): number;
  peakMemory(): number;
  close(): Promise<void>;
}

const here = new URL('./', import.meta.url).pathname;
const gatewayBin = new URL('../../bin/switchboard.js', import.meta.url).pathname;

/** Writes what the process prints, log lines included, to a file, as a service manager does. */
const start = async (args: readonly string[], settings: Record<string, string>): Promise<ServerProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  const output = join(folder, 'output');
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', openSync(output, 'w'), 'inherit'],
  });
  // A bench that is interrupted leaves no servers behind.
  const kill = () => child.kill();
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const url = await addressIn(output, child);
  return {
    url,
    cpu: () => cpuOf(child),
    memory: () => memoryOf(child.pid ?? 0, 'VmRSS'),
    peakMemory: () => memoryOf(child.pid ?? 0, 'VmHWM'),
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
};

async function addressIn(output: string, child: ChildProcess): Promise<string> {
  while (child.exitCode === null) {
    const [address] = /http:\/\/[^\s"]+\/graphql/.exec(readFileSync(output, 'utf8')) ?? [];
    if (address) return address;
    await wait(10);
  }
  throw new Error(`The server did not start: ${readFileSync(output, 'utf8')}`);
}

const ofProcess = ({ pid }: ChildProcess, file: string): string =>
  readFileSync(`/proc/${pid}/${file}`, 'utf8');

/** Of all its threads, none of which ends before it does; the kernel tells their times in nanoseconds. */
function cpuOf(child: ChildProcess): number {
  const threads = readdirSync(`/proc/${child.pid}/task`);
  const nanoseconds = threads.map(thread =>
    Number(ofProcess(child, `task/${thread}/schedstat`).split(' ')[0]),
  );
  return nanoseconds.reduce((all, one) => all + one, 0) / 1_000_000;
}

const startScript = (name: string, settings: Record<string, string> = {}): Promise<ServerProcess> =>
  start(['--import', 'tsx', here + name], settings);

export const startByHand = (upstream: string) => startScript('by-hand.ts', { UPSTREAM: upstream });
export const startStockYoga = (upstream: string) => startScript('stock-yoga.ts', { UPSTREAM: upstream });

/** The built gateway with its default settings, but without Butter's quota, which no load could pass. */
export const startGateway = (
  upstream: string,
  settings: Readonly<Record<string, string>> = {},
  program: readonly string[] = [gatewayBin],
) =>
  start(program, {
    PORT: '0',
    BUTTER_URL: upstream,
    BUTTER_API_KEY: 'bench',
    BUTTER_RPS: 'off',
    BURKI_URL: upstream,
    BURKI_API_KEY: 'bench',
    ...settings,
  });

/** Receives spans, and drops them. */
export const startCollector = () => startScript('collector.ts');

/** The same with the SDK of OpenTelemetry, which exports at once, so that the export falls into the turn of its server. */
export const startTraced = (upstream: string, { url }: ServerProcess, ratio = '0.1') => {
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: new URL(url).origin,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: ratio,
  };
  return startGateway(upstream, settings, [gatewayBin, '--otel']);
};

/** The gateway of another built checkout. */
export const startOther = (upstream: string, folder: string) =>
  startGateway(upstream, {}, [join(folder, 'bin/switchboard.js')]);

/** The same with V8's default growth of the old generation. */
export const startWithDefaultHeap = (upstream: string) =>
  startGateway(upstream, {}, ['--import', 'tsx', `${here}default-heap.ts`]);

/** The stand-in, as the load sees it. */
export interface Upstream {
  readonly origin: string;
  /** Makes each later answer wait so long. */
  delay(milliseconds: number): Promise<void>;
  /** The requests it has answered so far. */
  count(): Promise<number>;
  close(): Promise<void>;
}

export async function openUpstream(): Promise<Upstream> {
  const { url, close } = await startScript('upstream.ts');
  const { origin } = new URL(url);
  const control = async (path: string) => Number(await (await fetch(`${origin}/-/${path}`)).text());
  return {
    origin,
    delay: async milliseconds => void (await control(`delay/${milliseconds}`)),
    count: () => control('count'),
    close,
  };
}
