import { startBurkiSandbox } from './burki/sandbox.ts';
import { startButterSandbox } from './butter/sandbox.ts';
import type { SandboxOptions } from './server.ts';

export interface ServeSandboxesOptions extends Omit<SandboxOptions, 'port' | 'apiKey'> {
  readonly butterPort: number;
  readonly burkiPort: number;
  /** Takes one line at a time. */
  readonly print: (line: string) => void;
}

/** Starts both stand-ins and tells how to reach them. */
export async function serveSandboxes({ butterPort, burkiPort, print, ...options }: ServeSandboxesOptions) {
  const butter = await startButterSandbox({ ...options, port: butterPort });
  const burki = await startBurkiSandbox({ ...options, port: burkiPort }).catch(async error => {
    await butter.close();
    throw error;
  });
  print(`Butter sandbox: ${butter.url}  key: ${butter.apiKey}`);
  print(`  curl -H 'X-API-Key: ${butter.apiKey}' '${butter.url}/api/calls?limit=2'`);
  print(`Burki sandbox:  ${burki.url}  key: ${burki.apiKey}`);
  print(`  curl -H 'Authorization: Bearer ${burki.apiKey}' '${burki.url}/api/v1/calls/?limit=2'`);
  const close = async () => {
    await Promise.all([butter.close(), burki.close()]);
  };
  return { butter, burki, close };
}
