import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'undici';

/** A function of the gateway, with its place in the source and the number of its calls. */
export interface CalledFunction {
  /** The path from `src/` on. */
  readonly file: string;
  readonly line: number;
  /** The name that V8 gives; empty for an anonymous function. */
  readonly name: string;
  readonly calls: number;
}

/** Counts the calls of every function under `dist/`, the sandboxes excepted, in a process that runs under an inspector. */
export interface CallCounter {
  /** Takes the counts since the last call of `take`, and resets them. */
  take(): Promise<readonly CalledFunction[]>;
  close(): Promise<void>;
}

/** The parts of a `Profiler.ScriptCoverage` of the DevTools protocol that are read here. */
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly [{ readonly startOffset: number; readonly count: number }];
  }[];
}

const dist = new URL('../../dist/', import.meta.url).href;

/** The `NODE_OPTIONS` of a process to count in: it waits for the inspector before it runs its first line. */
export const countable = (port: number): string =>
  `--inspect-wait=127.0.0.1:${port} --inspect-publish-uid=http`;

/**
 * Starts precise coverage in a process that waits for its inspector, and lets it run. V8 then neither optimizes nor
 * inlines. The coverage is `detailed`, because V8 otherwise counts each resumption of an async function as a call, and
 * it starts before the first line, because a function compiled earlier has no detailed counter.
 */
export async function startCallCounter(port: number): Promise<CallCounter> {
  const session = await openSession(await inspectorUrl(port));
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  await session.post('Runtime.runIfWaitingForDebugger');
  return {
    async take() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      return (result as readonly ScriptCoverage[]).filter(isOurs).flatMap(calledIn);
    },
    close: session.close,
  };
}

const isOurs = ({ url }: ScriptCoverage): boolean =>
  url.startsWith(dist) && !url.startsWith(`${dist}sandbox/`);

function calledIn({ url, functions }: ScriptCoverage): CalledFunction[] {
  const called = functions.filter(({ ranges: [whole] }) => whole.count > 0);
  if (called.length === 0) return [];
  const file = `src/${url.slice(dist.length).replace(/\.js$/, '.ts')}`;
  const lineAt = sourceLines(fileURLToPath(url));
  return called.map(({ functionName, ranges: [whole] }) => ({
    file,
    line: lineAt(whole.startOffset),
    name: functionName,
    calls: whole.count,
  }));
}

/** Maps an offset in a compiled file to a line of its source. */
function sourceLines(path: string): (offset: number) => number {
  const code = readFileSync(path, 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  return offset => {
    const before = code.slice(0, offset).split('\n');
    const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
    return 'originalLine' in entry ? entry.originalLine + 1 : 0;
  };
}

async function inspectorUrl(port: number): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    if (response) return (await response.json())[0].webSocketDebuggerUrl;
    await wait(50);
  }
  throw new Error(`No inspector listens on port ${port}.`);
}

interface Session {
  post(method: string, params?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** A session of the DevTools protocol: each command has an id, which its response repeats. */
async function openSession(url: string): Promise<Session> {
  const socket = new WebSocket(url);
  const pending = new Map<number, (result: Record<string, unknown>) => void>();
  let commands = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(data);
    pending.get(id)?.(result);
    pending.delete(id);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return {
    post(method, params = {}) {
      commands += 1;
      const id = commands;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise(resolve => pending.set(id, resolve));
    },
    // Node waits at its exit for an inspector that is still connected, and says so.
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
