import { Counter, type Registry } from 'prom-client';
import type { ClientRequest } from './observer.ts';

const maxClients = 50;

/**
 * Counts requests by the client that a header names. Because a client can call itself anything, only so many names are told
 * apart, and a new one only of a request that was let in.
 */
export function countClientNames(registry: Registry): (request: ClientRequest) => void {
  const known = new Set<string>();
  const requests = new Counter({
    name: 'switchboard_client_requests_total',
    help: 'Client requests that were answered, by what the client calls itself.',
    labelNames: ['client', 'version', 'outcome'],
    registers: [registry],
  });

  function isTold({ clientName, clientVersion, outcome }: ClientRequest): boolean {
    // Neither holds the line break that tells them apart.
    const client = `${clientName ?? ''}\n${clientVersion ?? ''}`;
    const isAdmitted = outcome === 'ok' || outcome === 'errors';
    if (isAdmitted && known.size < maxClients) known.add(client);
    return known.has(client);
  }

  return request => {
    const { clientName, clientVersion, outcome } = request;
    const told = isTold(request);
    const [client, version] = told ? [clientName ?? 'unnamed', clientVersion ?? ''] : ['other', ''];
    requests.inc({ client, version, outcome });
  };
}
