import { isLoopback } from '../domain/loopback.ts';
import { sourceDefinitions } from '../sources/index.ts';
import type { SourceConfig } from './sources.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Sourced {
  readonly host: string;
  readonly sources: Readonly<Record<string, SourceConfig>>;
}

const names = sourceDefinitions.map(({ identity }) => identity.name);

/** Problem if sandboxes, which nobody has asked for, would give invented calls to other people; null for none. */
export function implicitSandboxes({ host, sources }: Sourced, env: Environment): string | null {
  const isImplied = !env['SANDBOX'] && Object.values(sources).some(({ mode }) => mode === 'SANDBOX');
  const reason = isImplied ? reasonForRealCalls(host, env) : null;
  return (
    reason &&
    `SANDBOX: expected, because no source is configured and ${reason}: set ${keys} to serve real calls, or ` +
      `SANDBOX=${names.join().toLowerCase()} to serve invented ones`
  );
}

const keys = names.map(name => `${name}_API_KEY`).join(' or ');

function reasonForRealCalls(host: string, env: Environment): string | null {
  const credentials = ['API_KEYS', 'JWT_JWKS_URL'].find(name => env[name]);
  if (credentials) return `${credentials} is set`;
  if (!isLoopback(host)) return 'HOST is no loopback address';
  return env['NODE_ENV'] === 'production' ? 'NODE_ENV is production' : null;
}
