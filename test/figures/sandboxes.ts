import { quantile } from './gateway-process.ts';
import { memoryOf } from './process-memory.ts';
import { sandboxHeaders as headers, startSandboxProcess } from './sandbox-process.ts';

// Start, memory and answers of `switchboard sandbox --calls 100000`. `npm run figures:sandboxes`.

const calls = Number(process.argv[2] ?? 100_000);
const limits = { startSeconds: 5, memoryMb: 300 };

const startedAt = performance.now();
const { pid, butter, burki, close } = await startSandboxProcess(calls);
const startSeconds = (performance.now() - startedAt) / 1000;

const read = async (url: string) => (await fetch(url, { headers })).json();

async function measure(name: string, urlOf: (turn: number) => string): Promise<void> {
  const times: number[] = [];
  for (let turn = 0; turn < 110; turn++) {
    const asked = performance.now();
    await (await fetch(urlOf(turn), { headers })).arrayBuffer();
    if (turn >= 10) times.push(performance.now() - asked);
  }
  console.log(`| ${name} | ${quantile(times, 0.5).toFixed(1)} | ${quantile(times, 0.95).toFixed(1)} |`);
}

async function walkButter(): Promise<string[]> {
  const cursors: string[] = [];
  for (let cursor = ''; ; cursor = `&cursor=${cursors.at(-1)}`) {
    const { pagination } = await read(`${butter}/api/calls?limit=100${cursor}`);
    if (!pagination.has_more) return cursors;
    cursors.push(pagination.next_cursor);
  }
}

const resident = memoryOf(pid, 'VmRSS');
const cursors = await walkButter();
for (let skip = 0; skip < calls; skip += 1_000) await read(`${burki}/api/v1/calls/?limit=1000&skip=${skip}`);
const first = await read(`${butter}/api/calls?limit=100`);
const sids: string[] = first.data.map((call: { call_sid: string }) => call.call_sid);
const list = `${burki}/api/v1/calls/?limit=1000`;

console.log('| answer | median ms | p95 ms |\n| --- | ---: | ---: |');
await measure(
  '100 rows of Butter',
  turn => `${butter}/api/calls?limit=100&cursor=${cursors[(turn * 7) % cursors.length]}`,
);
await measure('a call of Butter', turn => `${butter}/api/calls/${sids[turn % sids.length]}`);
await measure('1000 rows of Burki', turn => `${list}&skip=${(turn * 997) % calls}`);
await measure(
  '1000 rows of Burki up to a time',
  () => `${list}&date_to=${new Date(Date.now() - 2e10).toISOString()}`,
);
await measure('1000 rows of Burki by status', () => `${list}&status=failed`);
await measure('1000 rows of Burki by a part of the number', () => `${list}&customer_phone=0142`);
await measure('count of Burki by status', () => `${burki}/api/v1/calls/count?status=failed`);
await measure('a transcript of Burki', turn => `${burki}/api/v1/calls/${1_001 + turn}/transcripts`);

const peak = memoryOf(pid, 'VmHWM');
console.log(`
${calls} calls in each of two sandboxes: start ${startSeconds.toFixed(1)} s (at most ${limits.startSeconds}), memory ${resident.toFixed(0)} MB after the start and ${peak.toFixed(0)} MB at most, after a walk through all calls (at most ${limits.memoryMb})`);
await close();
if (startSeconds > limits.startSeconds || peak > limits.memoryMb) process.exitCode = 1;
