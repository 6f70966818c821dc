import type { Config } from '../config/index.ts';
import type { SourceConfig } from '../config/sources.ts';
import type { SourceName } from '../domain/source-name.ts';
import type { SourceAccess } from '../sources/connect-source.ts';
import type { SourceDefinition } from '../sources/definition.ts';
import { bySource, sourceDefinitions } from '../sources/index.ts';

/** The access of each source; a sandbox that is started for one is closed by `closers`. */
export async function accessToSources(
  sources: Config['sources'],
  closers: (() => unknown)[],
): Promise<Readonly<Record<SourceName, SourceAccess | null>>> {
  const access = new Map<SourceName, SourceAccess | null>();
  for (const definition of sourceDefinitions) {
    const { name } = definition.identity;
    access.set(name, await accessToSource(definition, sources[name], closers));
  }
  return bySource(({ identity }) => access.get(identity.name) ?? null);
}

async function accessToSource(
  { startSandbox }: SourceDefinition,
  source: SourceConfig,
  closers: (() => unknown)[],
): Promise<SourceAccess | null> {
  if (source.mode === 'NOT_CONFIGURED') return null;
  if (source.mode === 'LIVE') return { ...source, sandboxed: false };
  const { url, apiKey, close } = await startSandbox();
  closers.push(close);
  return { ...source, url, apiKey, organizationId: null, sandboxed: true };
}
