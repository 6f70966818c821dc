import type { Sandbox } from '../sandbox/index.ts';
import { sourceDefinitions } from '../sources/index.ts';

export interface ServeSandboxesOptions {
  /** The port of the first sandbox; the others follow. 0 takes any free ports. */
  readonly firstPort: number;
  /** Takes one line at a time. */
  readonly print: (line: string) => void;
}

/** Starts the sandbox of each source and prints how to reach them. */
export async function serveSandboxes({ firstPort, print }: ServeSandboxesOptions) {
  const sandboxes: Sandbox[] = [];
  const close = async () => void (await Promise.all(sandboxes.map(sandbox => sandbox.close())));
  try {
    for (const [index, { startSandbox }] of sourceDefinitions.entries())
      sandboxes.push(await startSandbox({ port: firstPort === 0 ? 0 : firstPort + index }));
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
