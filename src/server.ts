import { createServer, type RequestListener, type Server } from 'node:http';

export interface Listening {
  /** Where a browser on this machine finds it. */
  readonly url: string;
  /** Takes no more connections and waits for the requests that are under way. */
  close(): Promise<void>;
}

/** Listens for HTTP; fails with one sentence that says what to do. */
export async function listen(listener: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(adviceFor(error, host, port))));
    server.listen(port, host, resolve);
  });
  return { url: `http://${hostInUrl(host)}:${portOf(server, port)}`, close: () => drain(server) };
}

function adviceFor({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what listens there, or set PORT to another one.`;
  if (code === 'EACCES')
    return `Port ${port} needs more rights than this process has: set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine: set HOST to one that is, such as 127.0.0.1.`;
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

function drain(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
