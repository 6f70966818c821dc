import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Connection } from './connection-tracker.ts';
import { createUnsentLimit, type UnsentAnswers } from './unsent-limit.ts';

export interface UnsentBytesOptions {
  /** Upper bound for the answers that wait for their clients, of all connections together. */
  readonly maxUnsentBytes: number;
  /** Time without reading after which a client may be disconnected. */
  readonly readPatienceMs: number;
  readonly onCut: () => void;
}

const intervalMs = 100;

/**
 * Bounds the memory of answers that clients do not read: while they exceed the bound, connections are reset by the rule
 * of `createUnsentLimit`. Bytes are sampled, so that a write costs nothing.
 */
export function limitUnsentBytes(
  server: Server,
  connections: ReadonlyMap<Socket, Connection>,
  options: UnsentBytesOptions,
): void {
  const { maxUnsentBytes, readPatienceMs, onCut } = options;
  const sample = createUnsentLimit<Socket>({ maxBytes: maxUnsentBytes, patienceMs: readPatienceMs });
  let timer: NodeJS.Timeout | null = null;

  function check(): void {
    const waiting = new Map<Socket, UnsentAnswers>();
    let isBusy = false;
    for (const { socket, responses } of connections.values()) {
      if (responses.length === 0) continue;
      isBusy = true;
      const unsent = unsentBytes(socket, responses);
      if (unsent > 0) waiting.set(socket, { unsent, taken: bytesTaken(socket) });
    }
    for (const socket of sample(performance.now(), waiting)) {
      // A reset frees the buffers of the kernel too, which a closed connection keeps until its client has read them.
      socket.resetAndDestroy();
      onCut();
    }
    if (!isBusy) stop();
  }

  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  server.on('request', () => {
    timer ??= setInterval(check, intervalMs).unref();
  });
  server.once('close', stop);
}

/** Includes pipelined responses, which wait for those before them without a socket. */
const unsentBytes = (socket: Socket, responses: readonly ServerResponse[]): number =>
  responses.reduce(
    (sum, response) => sum + (response.socket ? 0 : response.writableLength),
    socket.writableLength,
  );

/** The stream of libuv below a socket, because Node has no event for a part of a write. */
interface LibuvStream {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

function bytesTaken(socket: Socket & { readonly _handle?: LibuvStream | null }): number {
  const { _handle: stream } = socket;
  return stream ? stream.bytesWritten - stream.writeQueueSize : 0;
}
