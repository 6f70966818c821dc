import { Pool } from 'undici';
import { quantile } from '../figures/gateway-process.ts';

/** Asks one server over connections that are kept. */
export interface Client {
  /** The answer's text; an error unless it is whole. */
  ask(body: string): Promise<string>;
  close(): Promise<void>;
}

export function openClient(url: string): Client {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin);
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return {
    async ask(body) {
      const response = await pool.request({ method: 'POST', path, headers, body });
      const text = await response.body.text();
      if (response.statusCode !== 200 || !text.startsWith('{"data":{') || text.includes('"errors":'))
        throw new Error(`Not a whole answer (${response.statusCode}): ${text.slice(0, 500)}`);
      return text;
    },
    close: () => pool.close(),
  };
}

export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Makes the body of the request with a number. */
export type BodyOf = (turn: number) => string;

function loadOf(latencies: readonly number[], milliseconds: number): Load {
  return {
    requests: latencies.length,
    perSecond: (latencies.length * 1000) / milliseconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

/** So many clients for so long, each with its next request as soon as its last one is answered. */
export async function askInTurns(
  { ask }: Client,
  bodyOf: BodyOf,
  clients: number,
  milliseconds: number,
): Promise<Load> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  let turn = 0;
  async function client(): Promise<void> {
    while (performance.now() - startedAt < milliseconds) {
      const body = bodyOf(turn);
      turn += 1;
      const askedAt = performance.now();
      await ask(body);
      latencies.push(performance.now() - askedAt);
    }
  }
  await Promise.all(Array.from({ length: clients }, client));
  return loadOf(latencies, performance.now() - startedAt);
}

/** So many requests a second, whether or not the earlier ones are answered, for so long. */
export async function askAtRate(
  { ask }: Client,
  bodyOf: BodyOf,
  perSecond: number,
  milliseconds: number,
): Promise<Load> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const all = Math.round((perSecond * milliseconds) / 1000);
  await Promise.all(
    Array.from({ length: all }, async (_, turn) => {
      const dueAt = startedAt + (turn * 1000) / perSecond;
      await new Promise(resolve => setTimeout(resolve, dueAt - performance.now()));
      const askedAt = performance.now();
      await ask(bodyOf(turn));
      latencies.push(performance.now() - askedAt);
    }),
  );
  return loadOf(latencies, performance.now() - startedAt);
}
