import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../listen.ts';

/** A server that speaks RESP and answers `GET text` with the raw reply that `text` spells. */
export async function startScriptedRedis(): Promise<{ readonly url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    let received = '';
    socket.on('error', () => {});
    socket.on('data', data => {
      received += data.toString('latin1');
      for (;;) {
        const [command, rest] = nextCommand(received) ?? [];
        if (!command || rest === undefined) return;
        received = rest;
        socket.write(replyTo(command));
      }
    });
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `redis://127.0.0.1:${port}` };
}

function replyTo([name = '', argument = '']: readonly string[]): string {
  if (name === 'get') return `${argument}\r\n`;
  if (name === 'ping') return '+PONG\r\n';
  return name === 'info' ? '$0\r\n\r\n' : '+OK\r\n';
}

/** The first complete command of a text, and what follows it; null if there is none. */
function nextCommand(text: string): [string[], string] | null {
  const count = Number(/^\*(\d+)\r\n/.exec(text)?.[1]);
  if (!count) return null;
  let rest = text.slice(text.indexOf('\r\n') + 2);
  const parts: string[] = [];
  while (parts.length < count) {
    const head = /^\$(\d+)\r\n/.exec(rest);
    const from = head?.[0].length ?? 0;
    const to = from + Number(head?.[1]);
    if (!head || rest.length < to + 2) return null;
    parts.push(rest.slice(from, to));
    rest = rest.slice(to + 2);
  }
  return [[parts[0]?.toLowerCase() ?? '', ...parts.slice(1)], rest];
}
