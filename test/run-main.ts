import { type ChildProcessByStdio, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

export const tsx = createRequire(import.meta.url).resolve('tsx');

/** A file of the source or of the tests, by its path from the project's folder, as JavaScript. */
export const compiled = (path: string): string =>
  join(process.env['COMPILED_FOLDER'] ?? '', path.replace(/\.ts$/, '.js'));

export const main = compiled('src/main.ts');

export interface Program {
  /** What it has printed so far, and what it has complained about. */
  readonly printed: { out: string; err: string };
  /** Its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string | null>;
  /** Waits until it prints something that fits; gives the first group. */
  says(pattern: RegExp): Promise<string>;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
}

export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Runs a Node program in a folder, with no environment but the given, as another user if given; it ends with the test. */
export function run(
  args: readonly string[],
  folder: string,
  env: Record<string, string> = {},
  user: Pick<SpawnOptions, 'uid' | 'gid'> = {},
): Program {
  return follow(
    spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], ...user }),
  );
}

/** Collects what a process prints, and kills it at the end of the test. */
export function follow(child: ChildProcessByStdio<null, Readable, Readable>): Program {
  const printed = { out: '', err: '' };
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text;
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    printed,
    ended,
    signal: name => void child.kill(name),
    async says(pattern) {
      for (;;) {
        const match = pattern.exec(printed.out);
        if (match) return match[1] ?? '';
        const more = await Promise.race([once(child.stdout, 'data'), ended]);
        if (!Array.isArray(more)) throw new Error(`It ended without saying so: ${printed.out}${printed.err}`);
      }
    },
  };
}

/** Runs `main.ts` in a folder of its own, beside the given `.env`; without logs, so that it speaks to people, and without an index. */
export async function runMain(env: Record<string, string>, envFile?: string | Buffer): Promise<Program> {
  const folder = await openFolder();
  if (envFile !== undefined) await writeFile(join(folder, '.env'), envFile);
  return run([main], folder, {
    LOG_LEVEL: 'silent',
    WARM_UP: 'off',
    INDEX: 'off',
    ...env,
  });
}
