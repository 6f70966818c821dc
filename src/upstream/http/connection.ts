import type { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';
import type { Head } from './head.ts';
import { createResponseReader, type Response } from './response-reader.ts';

/** Who waits for a response. Told its end once. */
export interface Waiting {
  /** The most bytes that its body may have. */
  readonly maxBytes: number;
  /** The whole response, to be read at once. */
  answered(response: Response): void;
  /** Why there is none, and its head where that had come. */
  failed(cause: Error, head: Head | null): void;
}

/** One connection, for one request after the other. */
export interface Connection {
  /** Sends a request and waits for its response. */
  ask(request: string, waiting: Waiting): void;
  /** Ends it, with the request that is under way. */
  drop(cause: Error): void;
}

/** The last TLS session with a host. */
export interface Sessions {
  last: Buffer | undefined;
}

export interface ConnectionOptions {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** TLS sessions, so that not each connection has to begin one. */
  readonly sessions: Sessions;
  /** Into which whatever comes is read, and read out of at once, so that all connections can have one. */
  readonly buffer: Buffer;
  /** Runs what is to be done before the event loop waits again. */
  soon(send: () => void): void;
  /** Told that it can be asked again, for as many milliseconds as the server keeps it. */
  free(connection: Connection, keptMs: number | null): void;
  /** Told that it has ended. */
  gone(connection: Connection): void;
}

/**
 * Opens one by undici's connector, and speaks HTTP on it itself. Ours, because undici's client, with a stream around each
 * socket and objects for each request, takes as long as all else that the gateway does for a call: docs/performance.md.
 */
export function openConnection({
  url,
  connectTimeoutMs,
  sessions,
  buffer,
  soon,
  free,
  gone,
}: ConnectionOptions): Connection {
  const reader = createResponseReader();
  let socket: Socket | null = null;
  let waiting: Waiting | null = null;
  let unsent = '';
  let isOver = false;

  const connect = buildConnector({
    timeout: connectTimeoutMs,
    port: 0,
    session: sessions.last,
    onread: { buffer, callback: count => take(buffer.subarray(0, count)) },
  });
  connect(addressOf(url), (failure, connected) => {
    if (failure) drop(failure);
    else begin(connected);
  });

  function begin(connected: Socket): void {
    socket = connected;
    if (isOver) socket.destroy();
    socket.on('session', (session: Buffer) => {
      sessions.last = session;
    });
    socket.on('error', drop);
    socket.once('end', end);
    socket.once('close', () => drop(closed()));
    send();
  }

  function send(): void {
    if (!isOver) socket?.write(unsent, 'latin1');
    unsent = '';
  }

  function take(bytes: Buffer): boolean {
    if (waiting && unsent === '') receive(bytes);
    // Because what nobody has asked for might be taken for the answer to what is asked next.
    else drop(closed());
    return true;
  }

  function receive(bytes: Buffer): void {
    try {
      const response = reader.take(bytes);
      if (response) settle(response);
    } catch (failure) {
      drop(failure as Error);
    }
  }

  function end(): void {
    const response = waiting && reader.end();
    if (response) settle(response);
    drop(closed());
  }

  function settle(response: Response): void {
    const answered = waiting;
    const { closes, keepsMs, length, isChunked } = response.head;
    waiting = null;
    answered?.answered(response);
    const isLast = closes || response.isOverrun || (length === null && !isChunked);
    if (isLast) drop(closed());
    else rest(keepsMs);
  }

  /** Keeps no process running that has nothing else to do. */
  function rest(keptMs: number | null): void {
    socket?.unref();
    free(connection, keptMs);
  }

  function drop(cause: Error): void {
    if (isOver) return;
    isOver = true;
    const failed = waiting;
    waiting = null;
    socket?.destroy();
    gone(connection);
    failed?.failed(cause, reader.head());
  }

  const connection: Connection = {
    ask(request, asking) {
      waiting = asking;
      unsent = request;
      reader.expect(asking.maxBytes);
      socket?.ref();
      if (socket) soon(send);
    },
    drop,
  };
  return connection;
}

const closed = (): Error => new errors.SocketError('The connection was closed.');

/** An address of IPv6 has brackets in a URL only. */
const addressOf = ({ protocol, hostname, host, port }: URL) => ({
  protocol,
  hostname: hostname.replace(/^\[|\]$/g, ''),
  host,
  port,
});
