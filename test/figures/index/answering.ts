import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startSandboxProcess } from '../sandbox-process.ts';
import { addedWaits, printLoads, runClient } from './clients.ts';
import { atMost, type MeasurePart } from './figure.ts';
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
  await measureLoad(without);
  const idle = await measureLoad(gateway);
  const beforeStatistics = gateway.memory() - without.memory();
  const statistics = askStatistics(gateway.url, 10);
  const busy = await measureLoad(gateway);
  const { answered, refused } = await statistics.end();
  const control = await measureLoad(gateway);
  const afterStatistics = gateway.memory() - without.memory();
  for (const { close } of [gateway, without, sandbox]) await close();
  printLoads('Statistics', { none: idle, 'ten at once': busy, 'none, again': control });
  console.log(`\n${answered} statistics were answered, and ${refused} refused as OVERLOADED.`);
  return [
    ...addedWaits('during ten statistics', { with: busy, without: idle }, 5),
    atMost('Memory of a gateway with 1,000,000 calls, beyond that without', beforeStatistics, 100, 'MB'),
    atMost('Memory of the same after a minute of statistics', afterStatistics, 100, 'MB'),
  ];
};

let requests = 0;

/** Requests pages of Burki, no two of which are equal. */
async function measureLoad({ url, eventLoopP99 }: Gateway) {
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
  const load = await runClient({ url, perSecond, seconds, bodies });
  return { ...load, eventLoopP99: await eventLoopP99() };
}
