import type { Config } from '../config/index.ts';
import type { SourceConfig } from '../config/sources.ts';
import type { SwitchboardError } from '../domain/errors.ts';
import { checkSource } from '../sources/check-source.ts';
import type { SourceDefinition } from '../sources/definition.ts';
import { sourceDefinitions } from '../sources/index.ts';

export interface CheckReport {
  /** The report, a line for each thing that was checked. */
  readonly lines: readonly string[];
  readonly isOk: boolean;
}

interface SourceReport {
  readonly text: string;
  readonly isOk: boolean;
}

/** Sends one request to each source that is configured, and reports how it ended. */
export async function checkSources(config: Config): Promise<CheckReport> {
  const reports = await Promise.all(
    sourceDefinitions.map(async definition => {
      const { name, title } = definition.identity;
      const { text, isOk } = await reportOn(definition, config.sources[name], config);
      return { line: `${title}: ${text}`, isOk };
    }),
  );
  return { lines: reports.map(({ line }) => line), isOk: reports.every(({ isOk }) => isOk) };
}

async function reportOn(
  definition: SourceDefinition,
  source: SourceConfig,
  { limits, proxy }: Config,
): Promise<SourceReport> {
  const { name } = definition.identity;
  if (source.mode === 'NOT_CONFIGURED')
    return { text: `off, because ${name}_API_KEY is not set`, isOk: true };
  if (source.mode === 'SANDBOX')
    return { text: 'sandbox, a built-in stand-in that is not asked', isOk: true };
  const failure = await checkSource(definition, { ...source, sandboxed: false }, { limits, proxy });
  const address = source.url ?? definition.url;
  const addresses =
    proxy.httpProxy || proxy.httpsProxy ? `${name}_URL, HTTP_PROXY and HTTPS_PROXY` : `${name}_URL`;
  return {
    text: `${failure ? describe(failure, name, addresses) : 'ok'} (${address})`,
    isOk: failure === null,
  };
}

/** The status or the reason of a failure, and the setting that may repair it; `addresses` are the settings with addresses. */
function describe({ message, details }: SwitchboardError, name: string, addresses: string): string {
  const { status, reason, tlsCode, misconfigured } = details;
  if (status !== undefined) return `${status}, ${hintForStatus(status, misconfigured === true, name)}`;
  if (reason === undefined) return `not as its API answers: ${message}`;
  if (tlsCode) return `tls ${tlsCode}, ${hintForTls(tlsCode, addresses)}`;
  return `${reason}, ${hints[reason]?.(addresses) ?? message}`;
}

function hintForStatus(status: number, misconfigured: boolean, name: string): string {
  if (status === 401 || status === 403) return `it refuses ${name}_API_KEY`;
  if (misconfigured) return `it has no list of calls there: look at ${name}_URL`;
  return status === 429 ? 'it allows no more requests just now' : 'it answered with an error';
}

function hintForTls(code: string, addresses: string): string {
  if (/^(?:ERR_SSL_|EPROTO)/.test(code)) return `no TLS connection is possible there: look at ${addresses}`;
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID'
    ? `its certificate is for another name: look at ${addresses}`
    : 'its certificate is not accepted: NODE_EXTRA_CA_CERTS names a private authority';
}

const hints: Readonly<Record<string, (addresses: string) => string>> = {
  dns: addresses => `no address is known for its name: look at ${addresses}`,
  refused: addresses => `no server listens there: look at ${addresses}`,
  unreachable: () => 'there is no route to it',
  proxy: () => 'the proxy refuses to reach it: look at HTTPS_PROXY and NO_PROXY',
  'connect-timeout': () => 'it accepts no connection: a firewall may be in between',
  timeout: () => 'it did not answer within UPSTREAM_TIMEOUT_MS',
  reset: () => 'it closed the connection',
};
