import type { AccessOptions } from '../domain/caller.ts';
import { isLoopback } from '../domain/loopback.ts';
import { sourceDefinitions } from '../sources/index.ts';
import type { SourceConfig } from './sources.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Deployment {
  readonly host: string;
  readonly access: AccessOptions;
  readonly openAccess: boolean;
  readonly sources: Readonly<Record<string, SourceConfig>>;
}

const names = sourceDefinitions.map(({ identity }) => identity.name);

/** Problem if sandboxes, which nobody has asked for, would give invented calls to other people; null for none. */
export function implicitSandboxes(deployment: Deployment, env: Environment): string | null {
  const isImplied =
    !env['SANDBOX'] && Object.values(deployment.sources).some(({ mode }) => mode === 'SANDBOX');
  const reason = isImplied ? reasonForRealCalls(deployment, env) : null;
  return (
    reason &&
    `SANDBOX: expected, because no source is configured and ${reason}: set ${keys} to serve real calls, or ` +
      `SANDBOX=${names.join().toLowerCase()} to serve invented ones`
  );
}

const keys = names.map(name => `${name}_API_KEY`).join(' or ');

/** Sign that other people reach the gateway, through a proxy or tunnel if `HOST` is loopback; null for none. */
function reasonForRealCalls({ host, access, openAccess }: Deployment, env: Environment): string | null {
  const credentials = ['API_KEYS', 'JWT_JWKS_URL'].find(name => env[name]);
  if (credentials) return `${credentials} is set`;
  if (!isLoopback(host)) return 'HOST is no loopback address';
  if (openAccess) return 'OPEN_ACCESS is on';
  if (access.trustProxy) return 'TRUST_PROXY is on';
  return env['NODE_ENV'] === 'production' ? 'NODE_ENV is production' : null;
}
