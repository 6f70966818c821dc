import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Both sandboxes in a process of their own, as `switchboard sandbox` starts them. */
export interface SandboxProcess {
  readonly pid: number;
  readonly butter: string;
  readonly burki: string;
  /** Settings of a gateway over them. */
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Headers that both sandboxes accept. */
export const sandboxHeaders = {
  'x-api-key': 'sandbox-butter-key',
  authorization: 'Bearer sandbox-burki-key',
} as const;

const bin = new URL('../../bin/switchboard.js', import.meta.url).pathname;

export async function startSandboxProcess(calls: number): Promise<SandboxProcess> {
  const args = [bin, 'sandbox', '--calls', String(calls), '--butter-port', '0', '--burki-port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill();
  process.once('exit', kill);
  const urls: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /sandbox: +(\S+)/.exec(line) ?? [];
    if (url) urls.push(url);
    if (urls.length === 2) break;
  }
  const [butter = '', burki = ''] = urls;
  return {
    pid: child.pid ?? 0,
    butter,
    burki,
    settings: {
      BUTTER_URL: butter,
      BUTTER_API_KEY: 'sandbox-butter-key',
      BURKI_URL: burki,
      BURKI_API_KEY: 'sandbox-burki-key',
    },
    async close() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
