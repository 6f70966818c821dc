import { createServer, type RequestListener, type Server } from 'node:http';
import { withInternalErrors } from '../http/internal-errors.ts';
import type { ClientError } from '../observability/observer.ts';
import { handleClientErrors } from './client-errors.ts';
import { trackConnections } from './connection-tracker.ts';

export interface Listening {
  /** Where a browser on this machine finds it. */
  readonly url: string;
  /** Takes no more connections and waits for the requests that are under way, though not for ever. */
  close(): Promise<void>;
  /** The same with a limit in milliseconds; gives the number of connections dropped with a request unanswered. */
  drain(patienceMs: number): Promise<number>;
}

/** In milliseconds, how long a client may keep a connection busy with nothing; and how many connections there are. */
export interface ConnectionLimits {
  /** To the end of a request's head, from the connection or the head's first byte on. */
  readonly headersTimeout: number;
  /** To the end of its body. */
  readonly requestTimeout: number;
  /** How often these two are looked at. */
  readonly connectionsCheckingInterval: number;
  /** From an answer to the next request: more than the minute for which common balancers keep a connection. */
  readonly keepAliveTimeout: number;
  /** Without a byte either way while a request is answered, above all where nobody reads the answer. */
  readonly silence: number;
  readonly connections: number;
}

/** Whoever only half asks is gone within 16 seconds. */
export const connectionLimits: ConnectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  silence: 60_000,
  connections: 5_000,
};

export interface ListenOptions extends Partial<ConnectionLimits> {
  /** What goes before the names of the settings `HOST` and `PORT` in what is said when it cannot. */
  readonly prefix?: string;
  /** Is told of each request that could not be read; by default nobody is. */
  readonly onClientError?: (request: ClientError) => void;
  /** Called with the class and stack of an error that `listener` throws or rejects with; by default nothing is. */
  readonly onUnexpectedError?: (stack: string) => void;
}

/** Listens for HTTP; fails with one sentence that says what to do. */
export async function listen(
  listener: RequestListener,
  host: string,
  port: number,
  { prefix = '', onClientError = () => {}, onUnexpectedError = () => {}, ...limits }: ListenOptions = {},
): Promise<Listening> {
  const { silence, connections, ...timeouts } = { ...connectionLimits, ...limits };
  const server = createServer(timeouts);
  server.timeout = silence;
  server.maxConnections = connections;
  const { drain, underWay } = trackConnections(server);
  handleClientErrors(server, { underWay, onClientError });
  server.on('request', withInternalErrors(listener, onUnexpectedError));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(adviceFor(error, host, port, prefix))),
    );
    server.listen(port, host, resolve);
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

function portOf(server: Server, wanted: number): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : wanted;
}
