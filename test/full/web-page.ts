import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { defaultIndexSettings } from '../../src/domain/index-settings.ts';
import {
  type BurkiSandbox,
  type ButterSandbox,
  startBurkiSandbox,
  startButterSandbox,
} from '../../src/sandbox/index.ts';
import type { UpstreamLimits } from '../../src/upstream/limits.ts';
import { plainLimits } from '../front-door.ts';
import { configOf, startQuietly } from '../settings.ts';

const folder = fileURLToPath(new URL('../../examples/web', import.meta.url));
const npm = (...args: string[]) => promisify(execFile)('npm', args, { cwd: folder });

/** Installs what is missing, checks the types against the schema as it is now, and builds the page. */
export async function buildPage(): Promise<void> {
  await npm('ls').catch(() => npm('ci'));
  await npm('run', 'build');
}

/** A process that serves the page, once it has printed where. */
export interface ServedPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the page by a script of its package; the settings go over the environment. */
export async function servePage(script: string, settings: Record<string, string>): Promise<ServedPage> {
  const env = { ...process.env, NO_COLOR: '1', ...settings };
  const args = ['run', script, '--', '--port', '0'];
  const server = spawn('npm', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await addressPrintedBy(server);
  return {
    url,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}

async function addressPrintedBy({ stdout, stderr }: ChildProcess): Promise<string> {
  let printed = '';
  stderr?.on('data', chunk => {
    printed += chunk;
  });
  for await (const chunk of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    printed += chunk;
    const [, url] = /Local: +(http:\/\/[\d.]+:\d+)/.exec(printed) ?? [];
    if (url) {
      stdout?.resume();
      return url;
    }
  }
  throw new Error(printed);
}

export interface FailingGatewayOptions {
  /** Number of calls in each sandbox. */
  readonly calls?: number;
  readonly isIndexed?: boolean;
  readonly limits?: UpstreamLimits;
  /** Is called with the sandboxes before the gateway asks them. */
  prepare?(sandboxes: { readonly butter: ButterSandbox; readonly burki: BurkiSandbox }): void;
}

/** A gateway as `npm start` runs it, over sandboxes that can be told to fail; what has healed is asked at once. */
export async function startFailingGateway(options: FailingGatewayOptions = {}) {
  const { calls = 60, isIndexed = false, limits = plainLimits, prepare } = options;
  const butter = await startButterSandbox({ calls });
  const burki = await startBurkiSandbox({ calls });
  prepare?.({ butter, burki });
  const configured = configOf({
    PORT: '0',
    CACHE: 'off',
    COST_RATES: 'CREDITS=0.01 USD',
    ...{ BUTTER_URL: butter.url, BUTTER_API_KEY: butter.apiKey, BUTTER_RPS: 'off' },
    ...{ BURKI_URL: burki.url, BURKI_API_KEY: burki.apiKey, BURKI_RPS: 'off' },
  });
  const running = await startQuietly(
    { ...configured, limits: { ...limits, attemptTimeoutMs: 8_000 } },
    isIndexed ? temporaryIndex : null,
  );
  return {
    butter,
    burki,
    url: running.url,
    async close() {
      await running.stop();
      await Promise.all([butter.close(), burki.close()]);
    },
  };
}

/** The same with an index that holds all calls. */
export async function startIndexedGateway(calls: number) {
  const gateway = await startFailingGateway({ calls, isIndexed: true });
  await untilCurrent(gateway.url);
  return gateway;
}

/** An index in a folder that is removed when the gateway stops. */
export const temporaryIndex = { path: null, ...defaultIndexSettings };

/** Waits until the index of a gateway holds the calls of both sources. */
export async function untilCurrent(url: string): Promise<void> {
  const query = '{ callSources { index { coverage { state } } } }';
  for (;;) {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = (await answer.json()) as SourcesAnswer;
    if (data.callSources.every(({ index }) => index?.coverage.state === 'CURRENT')) return;
    await wait(100);
  }
}

interface SourcesAnswer {
  readonly data: {
    readonly callSources: readonly {
      readonly index: { readonly coverage: { readonly state: string } } | null;
    }[];
  };
}

/** What a page complained of in its console, a failed load included, and what it asked of other hosts. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  how: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...how });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', request => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
