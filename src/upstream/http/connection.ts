import { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';
import type { Head } from './head.ts';
import { createResponseReader, type Response } from './response-reader.ts';

/** Who waits for a response. Told its end once. */
export interface Waiting {
  /** The most bytes that its body may have. */
  readonly maxBytes: number;
  /** The whole response, to be read at once. */
  answered(response: Response): void;
  failed(failure: Failure): void;
}

/** Why there is no response. */
export interface Failure {
  readonly cause: Error;
  /** Its head, where that had come. */
  readonly head: Head | null;
  /** Whether a connection that the server had kept was lost before anything of it came: it may not have been heard. */
  readonly isUnheard: boolean;
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
  /** Runs something before the event loop waits again. */
  soon(act: () => void): void;
  /** Told that it can be asked again, for as many milliseconds as the server keeps it. */
  free(connection: Connection, keptMs: number | null): void;
  /** Told that it has ended. */
  gone(connection: Connection): void;
}

/**
 * Opens one by undici's connector, and speaks HTTP on it itself. Ours, because undici's client reads each socket through a
 * stream and makes several objects for each request, which tells where one query asks for twenty calls.
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
  let state: 'connecting' | 'at rest' | 'to be sent' | 'sent' | 'answering' | 'over' = 'connecting';
  let socket: Socket | null = null;
  let waiting: Waiting | null = null;
  let unsent = '';
  let isKept = false;

  const connect = buildConnector({
    timeout: connectTimeoutMs,
    port: 0,
    session: sessions.last,
    onread: { buffer, callback: count => receive(buffer.subarray(0, count)) },
  });
  // What its types do not say: it gives the socket at once, so that connecting can be broken off.
  const opening = connect(addressOf(url), (failure, connected) => {
    if (failure) drop(failure);
    else begin(connected);
  }) as unknown;

  function begin(connected: Socket): void {
    socket = connected;
    if (state === 'over') socket.destroy();
    socket.on('session', (session: Buffer) => {
      sessions.last = session;
    });
    socket.on('error', lose);
    socket.once('end', end);
    socket.once('close', () => lose(closed()));
    send();
  }

  function send(): void {
    if (state === 'over') return;
    state = 'sent';
    socket?.write(unsent, 'latin1');
  }

  function receive(bytes: Buffer): boolean {
    // Because what nobody has asked for might be taken for the answer to what is asked next.
    if (state !== 'sent' && state !== 'answering') lose(closed());
    else read(bytes);
    return true;
  }

  function read(bytes: Buffer): void {
    state = 'answering';
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
    lose(closed());
  }

  function settle(response: Response): void {
    const answered = waiting;
    const { closes, keepsMs, length, isChunked } = response.head;
    const isLast = closes || response.isOverrun || (length === null && !isChunked);
    waiting = null;
    state = 'at rest';
    answered?.answered(response);
    if (isLast) drop(closed());
    else keep(keepsMs);
  }

  /** Keeps no process running that has nothing else to do. */
  function keep(keptMs: number | null): void {
    isKept = true;
    socket?.unref();
    free(connection, keptMs);
  }

  const drop = (cause: Error): void => finish(cause, false);

  const lose = (cause: Error): void => finish(cause, isKept && state !== 'answering');

  function finish(cause: Error, isUnheard: boolean): void {
    if (state === 'over') return;
    state = 'over';
    const failed = waiting;
    waiting = null;
    if (opening instanceof Socket) opening.destroy();
    gone(connection);
    failed?.failed({ cause, head: reader.head(), isUnheard });
  }

  const connection: Connection = {
    ask(request, asking) {
      waiting = asking;
      unsent = request;
      reader.expect(asking.maxBytes);
      if (state !== 'at rest') return;
      state = 'to be sent';
      socket?.ref();
      soon(send);
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
