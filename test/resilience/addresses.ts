import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../listen.ts';

/** An address at which something is wrong with connecting itself. */
export interface Address {
  readonly url: string;
  close(): void;
}

/** Nobody listens there. */
async function openNobody(): Promise<Address> {
  return { url: `http://127.0.0.1:${await freePort()}`, close: () => {} };
}

const script =
  "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); })";

/** A stopped process listens there, and as many wait for it as may: a connection is neither made nor refused. */
async function openDeaf(): Promise<Address> {
  const deaf = spawn(process.execPath, ['-e', script]);
  const [port] = await once(deaf.stdout, 'data');
  deaf.kill('SIGSTOP');
  const waiting = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
  await Promise.all(waiting.slice(0, 2).map(socket => once(socket, 'connect')));
  return {
    url: `http://127.0.0.1:${Number(port)}`,
    close() {
      for (const socket of waiting) socket.destroy();
      deaf.kill('SIGKILL');
    },
  };
}

export const addresses = { nobody: openNobody, deaf: openDeaf } as const;
