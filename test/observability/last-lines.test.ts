import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { main, openFolder } from '../run-main.ts';

/** A module that ends the process right after the lines of the start. */
const preload = (ending: string): string => `
import { Server } from 'node:net';
const { listen } = Server.prototype;
Server.prototype.listen = function (...options) {
  this.once('listening', () => setImmediate(() => { ${ending} }));
  return listen.apply(this, options);
};`;

async function outputOf(ending: string, reader: 'pipe' | 'file'): Promise<string> {
  const folder = await openFolder();
  const file = await open(join(folder, 'out'), 'w');
  const imported = `data:text/javascript,${encodeURIComponent(preload(ending))}`;
  const child = spawn(process.execPath, ['--import', imported, main], {
    cwd: folder,
    env: { PORT: '0', WARM_UP: 'off', BUTTER_API_KEY: 'key' },
    stdio: ['ignore', reader === 'pipe' ? 'pipe' : file.fd, 'ignore'],
  });
  const piped = child.stdout ? text(child.stdout) : '';
  await once(child, 'close');
  await file.close();
  return (await piped) || readFile(join(folder, 'out'), 'utf8');
}

test.each([
  { name: 'an uncaught exception', ending: 'throw new Error()', reader: 'pipe' },
  { name: 'an unhandled rejection', ending: 'Promise.reject(new Error())', reader: 'file' },
] as const)('the last lines before $name reach a $reader', async ({ ending, reader }) => {
  expect(await outputOf(ending, reader)).toContain('Switchboard is listening');
});
