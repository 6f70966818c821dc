import type { SourceName } from '../domain/source-name.ts';
import type { AnySandboxOptions, Sandbox } from '../sandbox/index.ts';
import { sourceDefinitions } from '../sources/index.ts';

export interface ServeSandboxesOptions {
  /** The port of each sandbox; 0 takes a free one. */
  readonly ports: Readonly<Record<SourceName, number>>;
  readonly options: Omit<AnySandboxOptions, 'port'>;
  /** Takes one line at a time. */
  readonly print: (line: string) => void;
}

function explain(name: SourceName, port: number, failure: unknown): unknown {
  const code = failure instanceof Error && 'code' in failure ? failure.code : null;
  const option = `--${name.toLowerCase()}-port`;
  if (code === 'EADDRINUSE')
    return new Error(`Port ${port} is taken: stop what listens there, or set ${option} to another one.`);
  if (code === 'EACCES')
    return new Error(
      `Port ${port} needs more rights than this process has: set ${option} to one above 1023.`,
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error('This is no address of this machine: set --host to one that is, such as 0.0.0.0.');
  return failure;
}

/** Starts the sandbox of each source and prints how to reach them. */
export async function serveSandboxes({ ports, options, print }: ServeSandboxesOptions) {
  const sandboxes: Sandbox[] = [];
  const close = async () => void (await Promise.all(sandboxes.map(sandbox => sandbox.close())));
  try {
    for (const { identity, startSandbox } of sourceDefinitions) {
      const port = ports[identity.name];
      const sandbox = await startSandbox({ ...options, port }).catch(failure => {
        throw explain(identity.name, port, failure);
      });
      sandboxes.push(sandbox);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const width = Math.max(...sourceDefinitions.map(({ identity }) => identity.title.length));
  for (const [index, sandbox] of sandboxes.entries()) {
    const definition = sourceDefinitions[index];
    if (!definition) continue;
    print(
      `${`${definition.identity.title} sandbox:`.padEnd(width + 9)} ${sandbox.url}  key: ${sandbox.apiKey}`,
    );
    print(`  ${definition.curl(sandbox)}`);
  }
  return { sandboxes, close };
}
