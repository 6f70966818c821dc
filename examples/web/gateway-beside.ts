import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the gateway of this repository for as long as the page is served, which begins when the gateway answers. */
export function gatewayBeside({ port }: { readonly port: string }): Plugin {
  return {
    name: 'gateway-beside',
    apply: (_, { command, isPreview }) => command === 'serve' && !isPreview,
    async configureServer() {
      const env = { ...process.env, PORT: port, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' };
      const args = ['--import', 'tsx', 'src/main.ts'];
      const gateway = spawn(process.execPath, args, {
        cwd: root,
        env,
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      process.once('exit', () => gateway.kill());
      gateway.once('exit', code => process.exit(code ?? 1));
      while (!(await answers(`http://127.0.0.1:${port}/health`))) await wait(200);
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
