import { z } from 'zod';
import { flag, onOff, setting } from './setting.ts';

/** What routers get beside answers. */
export interface FederationConfig {
  /** Whether they may ask for the schema. */
  readonly service: boolean;
}

export const federationSettings = {
  FEDERATION: setting('FEDERATION', onOff, flag),
};

const settingsObject = z.object(federationSettings);

/** Like introspection, the schema is shown by default only where no source is real. */
export const federationOf = (
  settings: z.infer<typeof settingsObject>,
  { real }: { readonly real: boolean },
): FederationConfig => ({ service: settings.FEDERATION ?? !real });
