/** Ends its process some milliseconds after the worker of an index begins to open a file. Its arguments are the path and the time. */
import { existsSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createIndexWorker } from '../../src/call-index/worker/index-worker.ts';

const [path = '', milliseconds] = argv.slice(2);
const worker = createIndexWorker({
  settings: { path },
  onNotice: () => {},
  onProcessExit(listener) {
    process.on('exit', listener);
    return () => process.off('exit', listener);
  },
});
void worker.request('openAccount', ['BURKI', 'ours']);
while (!existsSync(path)) await setImmediate();
await setTimeout(Number(milliseconds));
exit(7);
