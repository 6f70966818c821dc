import { Pool } from 'undici';
import { invalidResponse } from '../domain/errors.ts';
import { isObject } from './decode.ts';
import { type Blamed, failureOfExchange, failureOfStatus, retryAfterOf } from './failures.ts';

/** One HTTP host as the network sees it. */
export interface Upstream {
  /** The JSON under a path, or undefined where the API says that nothing is there. */
  getJson(path: string, query: Query, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

export type Query = Readonly<Record<string, string | number | null>>;

export interface UpstreamOptions {
  readonly blamed: Blamed;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: UpstreamLimits;
  readonly now: () => number;
}

export interface UpstreamLimits {
  readonly connectTimeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly connections: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number | null;
}

export function createUpstream({ blamed, url, headers, limits, now }: UpstreamOptions): Upstream {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/+$/, '');
  const pool = new Pool(origin, {
    connections: limits.connections,
    connect: { timeout: limits.connectTimeoutMs },
    maxResponseSize: limits.maxBodyBytes,
  });

  async function exchange(path: string, signal: AbortSignal): Promise<Answer> {
    const response = await pool.request({
      method: 'GET',
      path,
      headers: { accept: 'application/json', ...headers },
      signal,
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      text,
      retryAfter: retryAfterOf(response.headers['retry-after'], now()),
    };
  }

  async function attempt(path: string, signal: AbortSignal): Promise<Answer> {
    const timeout = AbortSignal.timeout(limits.attemptTimeoutMs);
    const either = AbortSignal.any([timeout, signal]);
    try {
      // Because undici does not hear the signal while it connects, the wait ends here in any case.
      return await Promise.race([exchange(path, either), rejectionOf(either)]);
    } catch (cause) {
      throw failureOfExchange(blamed, cause, either.aborted);
    }
  }

  return {
    async getJson(path, query, signal) {
      const answer = await attempt(`${prefix}${path}${queryString(query)}`, signal);
      return judge(blamed, answer);
    },
    close: () => pool.destroy(),
  };
}

function judge(blamed: Blamed, { status, text, retryAfter }: Answer): unknown {
  if (status !== 404 && (status < 200 || status > 299)) throw failureOfStatus(blamed, status, retryAfter);
  const body = parse(text);
  if (body === undefined)
    throw invalidResponse(blamed.name, `${blamed.title} answered with something that is not JSON.`);
  if (status !== 404) return body;
  // Because a wrong address behind a proxy answers 404 with a page, only the API's own 404 means absence.
  if (!isObject(body)) throw failureOfStatus(blamed, status, retryAfter);
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}
