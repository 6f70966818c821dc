import { z } from 'zod';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { envVar, secretVar } from './env-var.ts';

/** URL of a proxy, whose scheme is optional, as in curl. */
const proxyUrl = z
  .string()
  .max(2_000)
  .transform(text => (text.includes('://') ? text : `http://${text}`))
  .pipe(z.url({ protocol: /^https?$/ }));
const hosts = z.string().regex(/^[\x20-\x7e]{1,10000}$/);

const address = 'the http or https address of a proxy';

export const proxySettings = {
  HTTP_PROXY: secretVar('HTTP_PROXY', address, proxyUrl),
  HTTPS_PROXY: secretVar('HTTPS_PROXY', address, proxyUrl),
  NO_PROXY: envVar('NO_PROXY', 'names of hosts, separated by commas, or *', hosts),
};

const settingsObject = z.object(proxySettings);

export const proxyOf = (settings: z.infer<typeof settingsObject>): ProxySettings => ({
  httpProxy: settings.HTTP_PROXY ?? '',
  httpsProxy: settings.HTTPS_PROXY ?? '',
  noProxy: settings.NO_PROXY ?? '',
});

/** The names in lower case, which are settings too. */
export const lowerCaseNames = Object.keys(proxySettings).map(name => name.toLowerCase());

/** Prefers the lower-case names of the proxy variables, as curl does. */
export const lowerCaseFirst = (env: Readonly<Record<string, string | undefined>>): typeof env => ({
  ...env,
  ...Object.fromEntries(Object.keys(proxySettings).map(name => [name, env[name.toLowerCase()] || env[name]])),
});
