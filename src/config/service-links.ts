/** Names that Kubernetes sets for each service of a namespace, whatever their values. */
const ofService =
  /_SERVICE_HOST$|_SERVICE_PORT(?:_\w+)?$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/;

/** Value of `<SERVICE>_PORT`, which is an address rather than a number. */
const address = /^(?:tcp|udp|sctp):\/\//;

/**
 * Whether Kubernetes, or a link of Docker, has set a variable for another service. A service called `metrics` sets
 * METRICS_PORT to an address, which nobody means as a port, so that the name alone does not tell.
 */
export const isServiceLink = (name: string, value: string): boolean =>
  ofService.test(name) ||
  (/_PORT$/.test(name) && address.test(value)) ||
  (/_NAME$/.test(name) && value.startsWith('/')) ||
  /^[A-Z0-9_]+_ENV_/.test(name);
