import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../gateway-process.ts';
import { startSandboxProcess } from '../sandbox-process.ts';
import { addedWaits, printLoads, runClient } from './clients.ts';
import { atMost, type MeasurePart, printHead, printRow } from './figure.ts';
import { type Gateway, openGateway } from './gateways.ts';
import { accountName, millionCalls } from './million-calls.ts';
import { askStatistics } from './parallel-statistics.ts';

// Clients, event loop and memory of a gateway with an index of a million calls, while it computes statistics and while not.

const perSecond = 10;
const seconds = 60;

export const measureAnswering: MeasurePart = async () => {
  const { folder } = await millionCalls();
  const sandbox = await startSandboxProcess(320);
  const open = (index: Readonly<Record<string, string>>) => openGateway({ ...sandbox.settings, ...index });
  const without = await open({ INDEX: 'off' });
  const gateway = await open({
    INDEX: 'on',
    INDEX_PATH: join(folder, 'index.db'),
    BUTTER_ACCOUNT: accountName,
    BURKI_ACCOUNT: accountName,
  });
  await gateway.untilCurrent();
  const withoutIndex = await measureLoad(without);
  const idle = await measureLoad(gateway);
  const statistics = askStatistics(gateway.url, 10);
  const busy = await measureLoad(gateway);
  const { answered, refused } = await statistics.end();
  const control = await measureLoad(gateway);
  for (const { close } of [gateway, without, sandbox]) await close();
  const loads = { none: idle, 'ten at once': busy, 'none, again': control };
  printLoads('Statistics', loads);
  printHead('Statistics', 'Memory MB', 'of which V8 holds for the main thread');
  for (const [name, { memory, mainHeap }] of Object.entries({ ...loads, 'no index': withoutIndex }))
    printRow(name, memory.toFixed(0), mainHeap.toFixed(0));
  const added = ({ memory }: { readonly memory: number }): number => memory - withoutIndex.memory;
  console.log(`\n${answered} statistics were answered, and ${refused} refused as OVERLOADED.`);
  return [
    ...addedWaits('during ten statistics', { with: busy, without: idle }, 5),
    atMost('Memory of a gateway with 1,000,000 calls, beyond that without', added(idle), 100, 'MB'),
    atMost('Memory of the same after a minute of statistics', added(control), 100, 'MB'),
  ];
};

let requests = 0;

/**
 * Requests pages of Burki, no two of which are equal. The memory is the median of the minute, because V8 gives back that of a
 * process that rests, and garbage comes and goes with each collection.
 */
async function measureLoad({ url, eventLoopP99, memory, mainHeap }: Gateway) {
  const bodies = Array.from({ length: perSecond * seconds }, () => {
    requests += 1;
    const from = new Date(Date.parse('2020-01-01T00:00:00Z') + requests).toISOString();
    const filter = `{ sources: [BURKI], started: { from: "${from}" } }`;
    return JSON.stringify({
      query: `{ calls(first: 25, filter: ${filter}) { nodes { id sid status duration } } }`,
    });
  });
  await wait(1_000);
  await eventLoopP99();
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(memory()), 1_000);
  const load = await runClient({ url, perSecond, seconds, bodies });
  clearInterval(sampling);
  return {
    ...load,
    eventLoopP99: await eventLoopP99(),
    memory: quantile(samples, 0.5),
    mainHeap: await mainHeap(),
  };
}
