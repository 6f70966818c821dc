import { createServer, type RequestListener, type Server } from 'node:http';
import { type ConnectionsConfig, defaultConnections } from '../config/connections.ts';
import { withInternalErrors } from '../http/internal-errors.ts';
import type { ClientError, GatewayObserver } from '../observability/observer.ts';
import { handleClientErrors } from './client-errors.ts';
import { trackConnections } from './connection-tracker.ts';
import { withPipelining } from './pipelining.ts';
import { reportServerErrors } from './server-errors.ts';
import { limitUnsentBytes } from './unsent-bytes.ts';

export interface Listening {
  readonly url: string;
  /** Drains for at most 10 seconds. */
  close(): Promise<void>;
  /**
   * Graceful shutdown: waits `patienceMs` for active requests. Returns the number of connections closed with a request
   * unfinished.
   */
  drain(patienceMs: number): Promise<number>;
}

/** Timeouts of a connection in milliseconds, and bounds for all connections together. */
export interface ConnectionLimits extends ConnectionsConfig {
  /** Time to receive a request head, from its first byte or from the start of the connection. */
  readonly headersTimeout: number;
  /** Time to receive a whole request. */
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
  /** Idle time between requests. Longer than a minute, because common load balancers reuse connections that long. */
  readonly keepAliveTimeout: number;
  /** Socket timeout while a response is pending, mainly for clients that do not read it. */
  readonly silence: number;
  readonly connections: number;
  /** Time without reading after which a client may be disconnected to keep `maxUnsentBytes`. */
  readonly readPatience: number;
}

/** A client that never completes its request is disconnected within 16 seconds. */
export const connectionLimits: ConnectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  silence: 60_000,
  connections: 5_000,
  ...defaultConnections,
  readPatience: 1_000,
};

export interface ListenOptions extends Partial<ConnectionLimits> {
  /** Prefix of the settings `HOST` and `PORT` in error messages. */
  readonly prefix?: string;
  readonly onClientError?: (request: ClientError) => void;
  readonly onConnectionClosed?: GatewayObserver['connectionClosed'];
  /** Called with the class and stack of an error that `listener` throws or rejects with, or of the server itself. */
  readonly onUnexpectedError?: (stack: string) => void;
}

/** Starts an HTTP server; rejects with an error whose message says what to change. */
export async function listen(
  listener: RequestListener,
  host: string,
  port: number,
  {
    prefix = '',
    onClientError = () => {},
    onConnectionClosed = () => {},
    onUnexpectedError = () => {},
    ...limits
  }: ListenOptions = {},
): Promise<Listening> {
  const { silence, connections, maxUnsentBytes, readPatience, ...timeouts } = {
    ...connectionLimits,
    ...limits,
  };
  const server = createServer(timeouts);
  server.timeout = silence;
  server.maxConnections = connections;
  const { active, drain, underWay } = trackConnections(server);
  handleClientErrors(server, { underWay, onClientError });
  limitUnsentBytes(server, active, {
    maxUnsentBytes,
    readPatienceMs: readPatience,
    onCut: () => onConnectionClosed('unread'),
  });
  server.on('request', withPipelining(server, withInternalErrors(listener, onUnexpectedError)));
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(new Error(adviceFor(error, host, port, prefix)));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      reportServerErrors(server, onUnexpectedError);
      resolve();
    });
  });
  return {
    url: `http://${hostInUrl(host)}:${portOf(server, port)}`,
    drain,
    close: async () => void (await drain(10_000)),
  };
}

function adviceFor(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  port: number,
  prefix: string,
): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what listens there, or set ${prefix}PORT to another one.`;
  if (code === 'EACCES')
    return `Port ${port} needs more rights than this process has: set ${prefix}PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine: set ${prefix}HOST to one that is, such as 127.0.0.1.`;
  return `Cannot listen on ${host} port ${port}: ${message}`;
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function portOf(server: Server, configured: number): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : configured;
}
