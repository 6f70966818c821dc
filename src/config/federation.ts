import { z } from 'zod';
import { envVar, flag, onOff } from './env-var.ts';

export interface FederationConfig {
  /** Whether routers may fetch the schema by `_service`. */
  readonly service: boolean;
  /** Whether routers may request the timing of each field (ftv1). */
  readonly traces: boolean;
}

export const federationSettings = {
  FEDERATION: envVar('FEDERATION', onOff, flag),
  INLINE_TRACES: envVar('INLINE_TRACES', onOff, flag),
};

const settingsObject = z.object(federationSettings);

/** `service` is on by default while no source is real, as introspection is; `traces` defaults to `service`. */
export function federationOf(
  { FEDERATION, INLINE_TRACES }: z.infer<typeof settingsObject>,
  { real }: { readonly real: boolean },
): FederationConfig {
  const service = FEDERATION ?? !real;
  return { service, traces: INLINE_TRACES ?? service };
}
