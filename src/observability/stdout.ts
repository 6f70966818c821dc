import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';
import { destination } from 'pino';
import { type BatchedStream, createBatchedStream } from './batched-stream.ts';
import { createReopeningStream, type ReopenableStream } from './resilient-stream.ts';

/** Buffer for a slow reader. Lines beyond it are dropped, because the gateway must not block. */
const maxBytes = 8_000_000;

const stdout = 1;

export interface Stdout extends BatchedStream {
  /** Whether a write may block a thread that `process.exit` waits for. */
  readonly mayBlock: boolean;
}

/** Standard output for logs that survives a slow or closed reader, and a full disk. */
export function openStdout(): Stdout {
  const isPiped = isPipe(stdout);
  const open = () => (isPiped ? openPipe(stdout) : openFile(stdout));
  const stream = createBatchedStream(createReopeningStream({ open, clock: () => performance.now() }));
  return { ...stream, mayBlock: isatty(stdout) };
}

function isPipe(fd: number): boolean {
  const stats = fstatSync(fd);
  return stats.isFIFO() || stats.isSocket();
}

/**
 * Opens a pipe or socket with non-blocking writes, because a process cannot exit while a thread of libuv is blocked.
 * Reopening works, because libuv never closes file descriptors up to 2.
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

/** Opens a file or terminal, which pino writes to on a thread of libuv. */
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

/** Disables a broken file, because pino flushes at exit and would retry the write for ever. */
function silence(file: object): void {
  const nothing = () => {};
  Object.assign(file, { write: nothing, flush: nothing, flushSync: nothing, end: nothing, destroy: nothing });
}
