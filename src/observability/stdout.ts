import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';
import { destination } from 'pino';
import { createReopeningStream, type ReopenableStream, type ReopeningStream } from './resilient-stream.ts';

/** Bytes that wait for a reader that does not read; more is dropped, because the gateway must not wait. */
const maxBytes = 8_000_000;

const stdout = 1;

export interface Stdout extends ReopeningStream {
  /** Whether a write may block a thread, which `process.exit` would wait for. */
  readonly mayBlock: boolean;
}

/** Standard output for logs. It survives a reader that is slow or gone, and a full disk. */
export function openStdout(): Stdout {
  const isPiped = isPipe(stdout);
  const open = () => (isPiped ? openPipe(stdout) : openFile(stdout));
  return { ...createReopeningStream({ open, clock: () => performance.now() }), mayBlock: isatty(stdout) };
}

function isPipe(fd: number): boolean {
  const stats = fstatSync(fd);
  return stats.isFIFO() || stats.isSocket();
}

/**
 * A pipe or socket without blocking writes. A blocked write would hold one of the four threads of libuv, and a process
 * that exits waits for these threads. Libuv does not close descriptors up to 2, so it can be opened again.
 */
function openPipe(fd: number): ReopenableStream {
  const socket = new Socket({ fd, readable: false, writable: true });
  let onWrite = (): void => {};
  return {
    write(line) {
      if (socket.writableLength + line.length > maxBytes) return;
      socket.write(line, error => void (error || onWrite()));
    },
    isDrained: () => socket.writableLength === 0,
    on(event, listener) {
      if (event === 'error') socket.on('error', listener);
      else onWrite = listener;
    },
    abandon: () => void socket.destroy(),
  };
}

/** A file or terminal, written to by pino on a thread of libuv. */
function openFile(fd: number): ReopenableStream {
  const file = destination({ fd, sync: false, maxLength: maxBytes });
  let drained = true;
  file.on('drain', () => {
    drained = true;
  });
  return {
    write(line) {
      drained = false;
      file.write(line);
    },
    isDrained: () => drained,
    on: (event, listener) => void file.on(event, listener),
    abandon: () => silence(file),
  };
}

/** Pino flushes at the end of the process, and would try for ever to write to a file that is broken. */
function silence(file: object): void {
  const nothing = () => {};
  Object.assign(file, { write: nothing, flush: nothing, flushSync: nothing, end: nothing, destroy: nothing });
}
