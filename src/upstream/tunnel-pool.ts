import { type Dispatcher, errors, Pool } from 'undici';

/**
 * Opens the connections to a forward proxy. The time limits the wait for its answer to CONNECT, during which the connection
 * of a request is taken.
 */
export function openTunnelPool(origin: string | URL, options: object, headersTimeout: number): Pool {
  const pool = new Pool(origin, { ...options, headersTimeout });
  const connect = pool.connect.bind(pool);
  return Object.assign(pool, {
    connect: (request: Dispatcher.ConnectOptions) => connect(request).catch(rejectTunnel),
  });
}

/**
 * Replaces the error of a proxy that closes the connection by that of one that refuses the tunnel, because undici connects
 * again after the former, without a pause and without an end.
 */
function rejectTunnel(error: Error & { readonly code?: string }): never {
  if (error.code !== 'UND_ERR_SOCKET' && error.code !== 'UND_ERR_INFO') throw error;
  throw new errors.RequestAbortedError('The proxy has closed the connection.');
}
