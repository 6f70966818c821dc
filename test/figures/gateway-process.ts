import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import {
  type BurkiSandbox,
  type ButterSandbox,
  startBurkiSandbox,
  startButterSandbox,
} from '../../src/sandbox/index.ts';
import { memoryOf } from './process-memory.ts';

/** The built gateway in a process of its own, over sandboxes in this one: what is measured is only the gateway. */
export interface GatewayProcess {
  readonly url: string;
  readonly butter: ButterSandbox;
  readonly burki: BurkiSandbox;
  ask(query: string, signal?: AbortSignal): Promise<Reply>;
  /** Posts a body as it is. */
  send(body: BodyInit, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Resident memory in MB. */
  memory(): number;
  openFiles(): number;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly { readonly extensions: Record<string, unknown> }[];
  readonly codes: readonly string[];
  readonly whole: boolean;
  readonly milliseconds: number;
}

const bin = new URL('../../bin/switchboard.js', import.meta.url).pathname;

export async function startGatewayProcess(settings: Record<string, string> = {}): Promise<GatewayProcess> {
  const butter = await startButterSandbox();
  const burki = await startBurkiSandbox();
  const child = spawn(process.execPath, [bin], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      BUTTER_URL: butter.url,
      BUTTER_API_KEY: butter.apiKey,
      BUTTER_RPS: 'off',
      CACHE: 'off',
      BURKI_URL: burki.url,
      BURKI_API_KEY: burki.apiKey,
      LOG_LEVEL: 'silent',
      WARM_UP: 'off',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  const pid = child.pid ?? 0;
  return {
    url,
    butter,
    burki,
    ask: (query, signal) => send(url, JSON.stringify({ query }), {}, signal),
    send: (body, headers) => send(url, body, headers),
    memory: () => memoryOf(pid, 'VmRSS'),
    openFiles: () => readdirSync(`/proc/${pid}/fd`).length,
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await Promise.all([butter.close(), burki.close()]);
    },
  };
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let printed = '';
  for await (const piece of stdout ?? []) {
    printed += piece;
    const [address] = /http:\/\/\S+\/graphql/.exec(printed) ?? [];
    if (address) return address;
  }
  throw new Error(`The gateway did not start: ${printed} Is it built?`);
}

async function send(
  url: string,
  body: BodyInit,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Reply> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal,
  });
  const { data, errors = [] } = JSON.parse(await response.text());
  const codes = errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
  return {
    status: response.status,
    data,
    errors,
    codes,
    whole: Boolean(data) && errors.length === 0,
    milliseconds: performance.now() - startedAt,
  };
}

/** The value below which this share of the figures lies. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
