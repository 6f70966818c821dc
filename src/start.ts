import type { Config, SourceConfig } from './config.ts';
import type { SourceName } from './domain/source-name.ts';
import { createGateway, type SourceAccess } from './gateway.ts';
import { type Sandbox, startBurkiSandbox, startButterSandbox } from './sandbox/index.ts';
import { listen } from './server.ts';
import { sourceDefinitions } from './sources/index.ts';

export interface Running {
  readonly url: string;
  /** Lets the requests under way finish, then ends everything that was started. */
  stop(): Promise<void>;
}

const startSandbox: Readonly<Record<SourceName, () => Promise<Sandbox>>> = {
  BUTTER: startButterSandbox,
  BURKI: startBurkiSandbox,
};

/** Starts the sandboxes that the configuration asks for, the gateway, and its HTTP server. */
export async function start(config: Config, print: (line: string) => void): Promise<Running> {
  const sandboxes: Sandbox[] = [];
  const closeSandboxes = () => Promise.all(sandboxes.map(sandbox => sandbox.close()));

  async function accessTo(name: SourceName): Promise<SourceAccess | null> {
    const source = config.sources[name];
    if (source.mode === 'OFF') return null;
    if (source.mode === 'LIVE') return { ...source, sandboxed: false };
    const sandbox = await startSandbox[name]();
    sandboxes.push(sandbox);
    return { ...source, url: sandbox.url, apiKey: sandbox.apiKey, organizationId: null, sandboxed: true };
  }

  const access = { BUTTER: await accessTo('BUTTER'), BURKI: await accessTo('BURKI') };
  const gateway = createGateway({ ...config, sources: access });
  try {
    const server = await listen(gateway.listener, config.host, config.port);
    announce(config, server.url, print);
    return {
      url: server.url,
      async stop() {
        await server.close();
        await gateway.close();
        await closeSandboxes();
      },
    };
  } catch (failure) {
    await gateway.close();
    await closeSandboxes();
    throw failure;
  }
}

function announce(config: Config, url: string, print: (line: string) => void): void {
  for (const { identity, url: documented } of sourceDefinitions)
    print(`${identity.title}: ${describe(identity.name, config.sources[identity.name], documented)}`);
  const entrance = config.graphiql ? 'GraphiQL and the graph' : 'the graph';
  print(`Switchboard is listening: ${entrance} at ${url}/graphql`);
}

function describe(name: SourceName, { mode, url }: SourceConfig, documented: string): string {
  if (mode === 'SANDBOX') return 'SANDBOX, a built-in stand-in. ITS CALLS ARE INVENTED, NOT YOURS.';
  return mode === 'LIVE' ? `the API at ${url ?? documented}` : `off, because ${name}_API_KEY is not set`;
}
