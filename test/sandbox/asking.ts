import { onTestFinished } from 'vitest';
import {
  type BurkiSandboxOptions,
  type ButterSandboxOptions,
  type Sandbox,
  startBurkiSandbox,
  startButterSandbox,
} from '../../src/sandbox/index.ts';

export const noon = new Date('2026-06-01T12:00:00Z');

/** Fewer calls than there are by default, because each test has its own. */
const quick = { now: () => noon, calls: 120 };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

const closeLater = <Opened extends Sandbox>(sandbox: Opened): Opened => {
  onTestFinished(() => sandbox.close());
  return sandbox;
};

export const openButter = async (options: ButterSandboxOptions = {}) =>
  closeLater(await startButterSandbox({ ...quick, ...options }));

export const openBurki = async (options: BurkiSandboxOptions = {}) =>
  closeLater(await startBurkiSandbox({ ...quick, ...options }));

/** Asks with the right key of either API, and follows no redirect. */
export async function ask({ url, apiKey }: Sandbox, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { 'x-api-key': apiKey, authorization: `Bearer ${apiKey}` };
  const response = await fetch(url + path, { headers, redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
