import { z } from 'zod';
import { envVar, flag, onOff } from './env-var.ts';

/** What routers get beside answers. */
export interface FederationConfig {
  /** Whether they may ask for the schema. */
  readonly service: boolean;
  /** Whether they may ask how long each field took. */
  readonly traces: boolean;
}

export const federationSettings = {
  FEDERATION: envVar('FEDERATION', onOff, flag),
  INLINE_TRACES: envVar('INLINE_TRACES', onOff, flag),
};

const settingsObject = z.object(federationSettings);

/** Like introspection, the schema is shown by default only where no source is real, and traces where it is. */
export function federationOf(
  { FEDERATION, INLINE_TRACES }: z.infer<typeof settingsObject>,
  { real }: { readonly real: boolean },
): FederationConfig {
  const service = FEDERATION ?? !real;
  return { service, traces: INLINE_TRACES ?? service };
}
