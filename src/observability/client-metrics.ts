import { Counter, type Registry } from 'prom-client';
import { type ClientRequest, clientErrorReasons, closeReasons, type GatewayObserver } from './observer.ts';
import { createSummedCounter } from './summed-counter.ts';

const maxClients = 50;

/**
 * Counts requests by client name and version, with bounded label cardinality, because clients choose their names
 * freely. Only an admitted request adds a name; all further names count as `other`.
 */
export function countClientNames(registry: Registry): (request: ClientRequest) => void {
  const known = new Set<string>();
  const requests = createSummedCounter({
    name: 'switchboard_client_requests_total',
    help: 'Client requests that were answered, by what the client calls itself.',
    labelNames: ['client', 'version', 'outcome'],
    registry,
  });

  function isKnown({ clientName, clientVersion, outcome }: ClientRequest): boolean {
    // Neither part contains a line break.
    const client = `${clientName ?? ''}\n${clientVersion ?? ''}`;
    const isAdmitted = outcome === 'ok' || outcome === 'errors';
    if (isAdmitted && known.size < maxClients) known.add(client);
    return known.has(client);
  }

  return request => {
    const { clientName, clientVersion, outcome } = request;
    const [client, version] = isKnown(request)
      ? [clientName ?? 'unnamed', clientVersion ?? '']
      : ['other', ''];
    requests.inc(client, version, outcome);
  };
}

export function countClientErrors(registry: Registry): Pick<GatewayObserver, 'clientError'> {
  const clientErrors = new Counter({
    name: 'switchboard_client_errors_total',
    help: 'Client requests that were refused before they were read, by what was wrong.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of clientErrorReasons) clientErrors.inc({ reason }, 0);
  return { clientError: ({ reason }) => clientErrors.inc({ reason }) };
}

export function countClosedConnections(registry: Registry): Pick<GatewayObserver, 'connectionClosed'> {
  const closed = new Counter({
    name: 'switchboard_connections_closed_total',
    help: 'Connections that were closed to keep the bounds of the server, by the reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of closeReasons) closed.inc({ reason }, 0);
  return { connectionClosed: reason => closed.inc({ reason }) };
}
