import { setTimeout as wait } from 'node:timers/promises';
import { startGateway } from '../../bench/processes.ts';

/** A built gateway in a process of its own. */
export interface Gateway {
  readonly url: string;
  /** Resident memory in millions of bytes. */
  memory(): number;
  /** Memory that V8 holds for the main thread, in millions of bytes. */
  mainHeap(): Promise<number>;
  /** Resolves once the index of each source is current. */
  untilCurrent(): Promise<void>;
  /** 99th percentile of its event loop's delay since the last call, in milliseconds. */
  eventLoopP99(): Promise<number>;
  close(): Promise<void>;
}

export interface Reply {
  // biome-ignore lint/suspicious/noExplicitAny: a reply has the shape of its query.
  readonly data: any;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** Starts a gateway with Butter's default quota, and waits until it is warm. */
export async function openGateway(settings: Readonly<Record<string, string>>): Promise<Gateway> {
  const { url, memory, close } = await startGateway('', { BUTTER_RPS: '10', ...settings });
  const at = (path: string) => fetch(new URL(path, url));
  async function metric(name: string): Promise<number> {
    const [, value] = new RegExp(`^${name} (\\S+)`, 'm').exec(await (await at('/metrics')).text()) ?? [];
    return Number(value);
  }
  while ((await at('/ready')).status !== 200) await wait(50);
  return {
    url,
    memory: () => (memory() * 1_024 ** 2) / 1e6,
    close,
    untilCurrent: () => untilCurrent(url),
    eventLoopP99: async () => (await metric('nodejs_eventloop_lag_p99_seconds')) * 1_000,
    mainHeap: async () => (await metric('nodejs_heap_size_total_bytes')) / 1e6,
  };
}

export async function ask(url: string, query: string): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as Reply;
}

export async function untilCurrent(url: string): Promise<void> {
  while (!(await statesOf(url)).every(state => state === 'CURRENT')) await wait(100);
}

/** State of the index of each source; null without one. */
export async function statesOf(url: string): Promise<(string | null)[]> {
  const { data } = await ask(url, '{ callSources { index { coverage { state } } } }');
  return data.callSources.map(({ index }: SourceReply) => index?.coverage.state ?? null);
}

interface SourceReply {
  readonly index: { readonly coverage: { readonly state: string } } | null;
}
