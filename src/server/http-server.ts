import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type ConnectionsConfig, defaultConnections } from '../config/connections.ts';
import { withInternalErrors } from '../http/internal-errors.ts';
import type { ClientError, GatewayObserver } from '../observability/observer.ts';
import { handleClientErrors } from './client-errors.ts';
import { admitConnections } from './connection-admission.ts';
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
  /** Places beyond `connections` for health probes, which must work while all others are taken. */
  readonly probing: number;
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
  probing: 50,
  ...defaultConnections,
  readPatience: 1_000,
};

export interface ListenOptions extends Partial<ConnectionLimits> {
  /** Prefix of the settings `HOST` and `PORT` in error messages. */
  readonly prefix?: string;
  /** Whether a request is a health probe; by default none is. */
  readonly isProbe?: (request: IncomingMessage) => boolean;
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
  options: ListenOptions = {},
): Promise<Listening> {
  const { server, drain } = createLimitedServer(listener, options);
  const { prefix = '', onUnexpectedError = ignore } = options;
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

/** Creates a server with the timeouts and bounds of the options. */
function createLimitedServer(listener: RequestListener, options: ListenOptions) {
  const { onClientError = ignore, onConnectionClosed = ignore, onUnexpectedError = ignore } = options;
  const limits = { ...connectionLimits, ...options };
  const server = createServer(limits);
  server.timeout = limits.silence;
  const { connections, drain, hasActiveRequest } = trackConnections(server);
  handleClientErrors(server, { hasActiveRequest, onClientError });
  limitUnsentBytes(server, connections, {
    maxUnsentBytes: limits.maxUnsentBytes,
    readPatienceMs: limits.readPatience,
    onCut: () => onConnectionClosed('unread'),
  });
  const withAdmission = admitConnections(server, connections, {
    maxPerAddress: limits.maxConnectionsPerAddress,
    maxConnections: limits.connections,
    maxProbing: limits.probing,
    isProbe: options.isProbe ?? (() => false),
    onClosed: onConnectionClosed,
  });
  const safely = withInternalErrors(listener, onUnexpectedError);
  server.on('request', withPipelining(server, withAdmission(safely)));
  return { server, drain };
}

const ignore = () => {};

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
