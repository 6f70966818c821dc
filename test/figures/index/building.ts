import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxHeaders, type SandboxProcess, startSandboxProcess } from '../sandbox-process.ts';
import { addedWaits, type MeasuredLoad, printLoads, runClient } from './clients.ts';
import type { MeasurePart } from './figure.ts';
import { openGateway, statesOf } from './gateways.ts';

// Clients and event loop of a gateway in default settings while it builds an index of 100,000 calls of each sandbox, beside two
// without one. All three run at the same time, each over sandboxes of its own, so that the machine disturbs all of them.

const perSecond = 5;
const seconds = 120;

/** The control is the same as without. */
const kinds = ['with', 'without', 'control'] as const;

export const measureBuilding: MeasurePart = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
  const index = { INDEX: 'on', INDEX_PATH: join(folder, 'index.db') };
  const sandboxes = await Promise.all(kinds.map(() => startSandboxProcess(100_000)));
  const loads = await Promise.all(
    sandboxes.map((sandbox, at) => measureLoad(sandbox, kinds[at] === 'with' ? index : { INDEX: 'off' })),
  );
  for (const sandbox of sandboxes) await sandbox.close();
  rmSync(folder, { recursive: true });
  const [on, off, control] = loads as [MeasuredLoad, MeasuredLoad, MeasuredLoad];
  printLoads('Index', { with: on, without: off, control });
  return addedWaits('while the index is built', { with: on, without: off }, 100);
};

/** Requests calls of Butter, each one for the first time, which takes a request of its quota. */
async function measureLoad(sandbox: SandboxProcess, index: Readonly<Record<string, string>>) {
  const sids = await newestSids(sandbox, perSecond * seconds);
  const gateway = await openGateway({ ...sandbox.settings, ...index });
  const bodies = sids.map(sid =>
    JSON.stringify({ query: `{ callBySid(sid: "${sid}") { sid status duration cost { total } } }` }),
  );
  await gateway.eventLoopP99();
  const load = await runClient({ url: gateway.url, perSecond, seconds, bodies });
  const eventLoopP99 = await gateway.eventLoopP99();
  if ((await statesOf(gateway.url))[0] === 'CURRENT')
    throw new Error('The index was built before the clients ended.');
  await gateway.close();
  return { ...load, eventLoopP99 };
}

async function newestSids({ butter }: SandboxProcess, count: number): Promise<string[]> {
  const sids: string[] = [];
  for (let cursor = ''; sids.length < count; ) {
    const response = await fetch(`${butter}/api/calls?limit=100${cursor}`, { headers: sandboxHeaders });
    const { data, pagination } = await response.json();
    sids.push(...data.map(({ call_sid }: { call_sid: string }) => call_sid));
    cursor = `&cursor=${pagination.next_cursor}`;
  }
  return sids.slice(0, count);
}
