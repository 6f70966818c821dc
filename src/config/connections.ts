import { z } from 'zod';
import { envVar, wholeNumber } from './env-var.ts';

/** Bounds for the connections of all clients together. */
export interface ConnectionsConfig {
  readonly maxUnsentBytes: number;
  /** Null for no limit. */
  readonly maxConnectionsPerAddress: number | null;
}

export const defaultConnections: ConnectionsConfig = {
  maxUnsentBytes: 256_000_000,
  maxConnectionsPerAddress: 1_000,
};

export const connectionSettings = {
  MAX_UNSENT_BYTES: envVar(
    'MAX_UNSENT_BYTES',
    'a whole number of bytes from 1000000 to 999999999',
    wholeNumber(1_000_000, 999_999_999),
  ),
  MAX_CONNECTIONS_PER_ADDRESS: envVar(
    'MAX_CONNECTIONS_PER_ADDRESS',
    'a whole number of connections from 1 to 100000, or off',
    z.union([wholeNumber(1, 100_000), z.literal('off').transform(() => null)]),
  ),
};

const settingsObject = z.object(connectionSettings);

/** Behind a proxy all connections come from its address, so that it has no limit there. */
export const connectionsOf = (
  { MAX_UNSENT_BYTES, MAX_CONNECTIONS_PER_ADDRESS: perAddress }: z.infer<typeof settingsObject>,
  trustProxy: boolean,
): ConnectionsConfig => ({
  maxUnsentBytes: MAX_UNSENT_BYTES ?? defaultConnections.maxUnsentBytes,
  maxConnectionsPerAddress: trustProxy
    ? null
    : perAddress === undefined
      ? defaultConnections.maxConnectionsPerAddress
      : perAddress,
});
