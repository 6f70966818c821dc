import { z } from 'zod';
import { envVar, wholeNumber } from './env-var.ts';

/** Bounds for the connections of all clients together. */
export interface ConnectionsConfig {
  readonly maxUnsentBytes: number;
}

export const defaultConnections: ConnectionsConfig = { maxUnsentBytes: 256_000_000 };

export const connectionSettings = {
  MAX_UNSENT_BYTES: envVar(
    'MAX_UNSENT_BYTES',
    'a whole number of bytes from 1000000 to 999999999',
    wholeNumber(1_000_000, 999_999_999),
  ),
};

const settingsObject = z.object(connectionSettings);

export const connectionsOf = (settings: z.infer<typeof settingsObject>): ConnectionsConfig => ({
  maxUnsentBytes: settings.MAX_UNSENT_BYTES ?? defaultConnections.maxUnsentBytes,
});
